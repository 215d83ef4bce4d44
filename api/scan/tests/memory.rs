//! Memory does not grow with the body. Alone in its process, whose peak it watches.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use scan::{Encoding, Limits};
use std::{fs, io::Read};

const COMPONENTS: usize = 60_000;
const PATH: &str = "src/some/folder/that/is/not/very/deep/";

/// The most memory the process has had, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    1024 * line.trim().trim_end_matches(" kB").parse::<usize>().unwrap()
}

/// A component of about four kilobytes, most of them usages.
fn component(number: usize) -> String {
    let usages: Vec<_> = (1..25)
        .map(|line| {
            format!(
                r#"{{"props":[{{"name":"size","value":{{"type":"String","value":"{number}-{line}"}}}}],"start":{{"line":{line},"column":1}},"end":{{"line":{line},"column":9}}}}"#
            )
        })
        .collect();
    format!(
        r#"{{"id":"shop:C{number}","name":"C{number}","package_name":"shop","source":{{"source":{{"path":"{PATH}C{number}.tsx","mtype":"local"}}}},"dependencies":[{{"to":{{"id":"shop:C0"}},"references":[{{"usages":[{}]}}]}}]}}"#,
        usages.join(",")
    )
}

/// The body, written piece by piece while it is read.
struct Body {
    piece: Vec<u8>,
    read: usize,
    next: usize,
    written: usize,
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.piece.len() && self.next <= COMPONENTS {
            let separator = if self.next == 0 { r#"{"exports":{"a":["b"]},"components":["# } else { "," };
            self.piece = match self.next {
                COMPONENTS => br#"],"meta":{},"repository":{}}"#.to_vec(),
                number => format!("{separator}{}", component(number)).into_bytes(),
            };
            self.written += self.piece.len();
            (self.read, self.next) = (0, self.next + 1);
        }
        let size = into.len().min(self.piece.len() - self.read);
        into[..size].copy_from_slice(&self.piece[self.read..][..size]);
        self.read += size;
        Ok(size)
    }
}

#[test]
fn two_hundred_megabytes_are_read_in_32() {
    let mut body = Body { piece: Vec::new(), read: 0, next: 0, written: 0 };
    let limits = Limits { memory: 1 << 20, ..Limits::default() };
    let before = peak();
    let scan = scan::read_analysis(&mut body, Encoding::Identity, &limits, &std::env::temp_dir()).unwrap();
    let grown = peak() - before;
    assert_eq!(scan.counts.components, COMPONENTS as u64);
    assert_eq!(scan.counts.instances, (COMPONENTS as u64 - 1) * 24);
    assert!(body.written > 200_000_000, "{}", body.written);
    // the names of 60,000 components' parts among it
    assert!(grown < 32 << 20, "{grown}");
}
