//! A program that runs beside a test: what it prints is read while it runs, and it never outlives the test.
use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
    time::Duration,
};
use tokio::{sync::mpsc, time::timeout};

/// Far beyond what any of them takes: only a program that hangs meets it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A running program.
pub struct Running {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Stream,
    stderr: Stream,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Finished {
    /// Exit status; -1 when a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Running {
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{name} does not start ({e}); `make setup` installs what it needs"));
        Self {
            name: name.to_owned(),
            stdin: child.stdin.take(),
            stdout: Stream::of(child.stdout.take().unwrap()),
            stderr: Stream::of(child.stderr.take().unwrap()),
            child,
        }
    }

    /// Writes one line to its standard input, which stays open: the answer to a question it asks now or later.
    pub async fn answer(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("standard input was closed");
        if writeln!(stdin, "{line}").is_err() {
            panic!("{}", self.obituary().await);
        }
    }

    /// Waits until its standard output says `words`, and returns everything it has said so far.
    pub async fn says(&mut self, words: &str) -> String {
        let heard = timeout(PATIENCE, self.stdout.read_until(words)).await;
        match heard {
            Ok(true) => self.stdout.text.clone(),
            Ok(false) => panic!("{} without saying {words:?}", self.obituary().await),
            Err(_) => panic!("{} never said {words:?}:\n{}", self.name, self.stdout.text),
        }
    }

    /// The next whole line of its standard output.
    pub async fn next_line(&mut self) -> String {
        match timeout(PATIENCE, self.stdout.next_line()).await {
            Ok(Some(line)) => line,
            Ok(None) => panic!("{}", self.obituary().await),
            Err(_) => panic!("{} fell silent after:\n{}", self.name, self.stdout.text),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as whoever runs services does.
    pub fn terminate(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        assert!(asked.unwrap().success(), "{} has ended already", self.name);
    }

    /// Ends it as a power cut would: it cannot do anything about it.
    pub fn kill(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("it could be ended");
    }

    /// Waits for its end.
    pub async fn finish(mut self) -> Finished {
        let ended = timeout(PATIENCE, async {
            self.stdout.read_to_end().await;
            self.stderr.read_to_end().await;
        });
        if ended.await.is_err() {
            panic!("{} hangs after:\n{}\n{}", self.name, self.stdout.text, self.stderr.text);
        }
        self.stdin = None;
        let status = self.child.wait().unwrap();
        Finished {
            status: status.code().unwrap_or(-1),
            stdout: std::mem::take(&mut self.stdout.text),
            stderr: std::mem::take(&mut self.stderr.text),
        }
    }

    async fn obituary(&mut self) -> String {
        self.stderr.read_to_end().await;
        format!("{} ended after\n{}\n{}\n", self.name, self.stdout.text, self.stderr.text)
    }
}

impl Drop for Running {
    /// Closing its standard input asks it to end and tidy up; one that doesn't is killed.
    fn drop(&mut self) {
        self.stdin = None;
        for _ in 0..50 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.child.kill().and_then(|()| self.child.wait()).expect("it could be ended");
    }
}

/// What a program prints, carried over from a thread that reads it, so that the test's own runtime never blocks.
struct Stream {
    chunks: mpsc::UnboundedReceiver<Vec<u8>>,
    bytes: Vec<u8>,
    text: String,
    /// Where `next_line` goes on.
    at: usize,
}

impl Stream {
    fn of(pipe: impl Read + Send + 'static) -> Self {
        let (tell, chunks) = mpsc::unbounded_channel();
        thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            loop {
                let read = match pipe.fill_buf() {
                    Ok(bytes) if !bytes.is_empty() => bytes.to_vec(),
                    _ => return,
                };
                pipe.consume(read.len());
                if tell.send(read).is_err() {
                    return;
                }
            }
        });
        Self { chunks, bytes: Vec::new(), text: String::new(), at: 0 }
    }

    /// Takes one more chunk in; false when there is none left. A chunk may end in the middle of a character.
    async fn grow(&mut self) -> bool {
        let Some(chunk) = self.chunks.recv().await else { return false };
        self.bytes.extend(chunk);
        self.text = String::from_utf8_lossy(&self.bytes).into_owned();
        true
    }

    async fn read_until(&mut self, words: &str) -> bool {
        while !self.text.contains(words) {
            if !self.grow().await {
                return false;
            }
        }
        true
    }

    async fn next_line(&mut self) -> Option<String> {
        loop {
            if let Some(length) = self.text[self.at..].find('\n') {
                let line = self.text[self.at..self.at + length].to_owned();
                self.at += length + 1;
                return Some(line);
            }
            if !self.grow().await {
                return None;
            }
        }
    }

    async fn read_to_end(&mut self) {
        while self.grow().await {}
    }
}
