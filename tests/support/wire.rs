//! Requests byte by byte, for what no decent client would send.
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// Far beyond what any answer takes: only a server that hangs meets it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection.
pub struct Wire(TcpStream);

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Has a conversation with the server at `url` on a thread of its own: the test's one may serve the database.
pub async fn talk<T: Send + 'static>(url: &str, conversation: impl FnOnce(&mut Wire) -> T + Send + 'static) -> T {
    let url = url.to_owned();
    actix_web::web::block(move || conversation(&mut Wire::to(&url))).await.unwrap()
}

impl Wire {
    /// Connects to the server at `url`. Whoever uses it waits, and so does everything else on this thread.
    pub fn to(url: &str) -> Self {
        let stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    /// Sends bytes; false if the server does not take them any more.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).and_then(|()| self.0.flush()).is_ok()
    }

    /// Sends a chunk of a body.
    pub fn send_chunk(&mut self, bytes: &[u8]) -> bool {
        self.send(format!("{:x}\r\n", bytes.len())) && self.send(bytes) && self.send("\r\n")
    }

    /// Reads one answer.
    pub fn answer(&mut self) -> Answer {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            let mut one = [0];
            let read =
                self.0.read(&mut one).unwrap_or_else(|e| panic!("{e} after {:?}", String::from_utf8_lossy(&bytes)));
            assert_eq!(read, 1, "the connection ended after {:?}", String::from_utf8_lossy(&bytes));
            bytes.push(one[0]);
        }
        let head = String::from_utf8(bytes).unwrap().to_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length =
            head.split("content-length: ").nth(1).map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        Answer { status, body: String::from_utf8(body).unwrap() }
    }

    /// Reads until the server closes.
    pub fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        drop(self.0.read_to_end(&mut bytes)); // a reset is an end, too
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
