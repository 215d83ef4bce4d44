//! Compressed bodies, whole and damaged.
use crate::support::*;
use flate2::read::GzEncoder;
use scan::{Encoding, Excess, Limits, ReadError};
use std::io::{self, Read};

fn read_as(bytes: &[u8], encoding: Encoding) -> Result<scan::ReadScan, ReadError> {
    scan::read_analysis(bytes, encoding, &Limits::default(), &std::env::temp_dir())
}

fn plain() -> Vec<u8> {
    body(vec![local("Button"), external("react", "Suspense")]).to_string().into_bytes()
}

#[test]
fn the_header_names_no_coding_or_one_of_two() {
    for (header, encoding) in [
        (None, Encoding::Identity),
        (Some(""), Encoding::Identity),
        (Some("identity"), Encoding::Identity),
        (Some(" GZip "), Encoding::Gzip),
        (Some("x-gzip"), Encoding::Gzip),
        (Some("zstd"), Encoding::Zstd),
    ] {
        assert_eq!(Encoding::parse(header).unwrap(), encoding);
    }
    for header in ["br", "deflate", "gzip, gzip", "gzip,identity", "gzip;q=1", "*"] {
        let error = Encoding::parse(Some(header)).unwrap_err();
        assert!(matches!(&error, ReadError::UnsupportedEncoding(named) if named == header), "{error:?}");
        assert!(error.to_string().contains("gzip or zstd"));
    }
}

#[test]
fn each_coding_yields_the_same_scan() {
    let plain = plain();
    let hash = read_as(&plain, Encoding::Identity).unwrap().hash;
    let zstd = zstd::encode_all(&*plain, 19).unwrap();
    assert_eq!(read_as(&gzip(&plain), Encoding::Gzip).unwrap().hash, hash);
    assert_eq!(read_as(&zstd, Encoding::Zstd).unwrap().hash, hash);
}

#[test]
fn several_members_or_frames_are_one_body() {
    let plain = plain();
    let (first, second) = plain.split_at(plain.len() / 3);
    let members = [gzip(first), gzip(&[]), gzip(second)].concat();
    assert_eq!(read_as(&members, Encoding::Gzip).unwrap().counts.components, 2);
    let frames = [first, second].map(|part| zstd::encode_all(part, 3).unwrap()).concat();
    assert_eq!(read_as(&frames, Encoding::Zstd).unwrap().counts.components, 2);
}

#[test]
fn a_stream_that_is_cut_off_is_malformed_wherever_the_cut_is() {
    for (compressed, encoding) in
        [(gzip(&plain()), Encoding::Gzip), (zstd::encode_all(&*plain(), 3).unwrap(), Encoding::Zstd)]
    {
        for length in 0..compressed.len() {
            let error = read_as(&compressed[..length], encoding).unwrap_err();
            assert!(matches!(error, ReadError::Malformed { .. }), "{encoding:?} {length}: {error:?}");
        }
    }
}

#[test]
fn what_follows_the_stream_is_malformed() {
    for rest in [&b"x"[..], b"\0\0\0\0", b"\x1f\x8b", b"garbage that is longer than a header"] {
        for (compressed, encoding) in
            [(gzip(&plain()), Encoding::Gzip), (zstd::encode_all(&*plain(), 3).unwrap(), Encoding::Zstd)]
        {
            let error = read_as(&[&compressed, rest].concat(), encoding).unwrap_err();
            assert!(matches!(error, ReadError::Malformed { .. }), "{encoding:?} {rest:?}: {error:?}");
        }
    }
}

#[test]
fn a_damaged_checksum_is_malformed() {
    let mut compressed = gzip(&plain());
    let crc = compressed.len() - 8;
    compressed[crc] ^= 1;
    assert!(matches!(read_as(&compressed, Encoding::Gzip), Err(ReadError::Malformed { .. })));
}

#[test]
fn a_body_in_another_coding_than_it_says_is_malformed() {
    for encoding in [Encoding::Gzip, Encoding::Zstd] {
        assert!(matches!(read_as(&plain(), encoding), Err(ReadError::Malformed { .. })));
    }
    assert!(matches!(read_as(&gzip(&plain()), Encoding::Identity), Err(ReadError::Malformed { .. })));
}

#[test]
fn the_plain_size_is_capped_to_the_byte_over_all_members() {
    let half = vec![b' '; 5000];
    let members = [gzip(&half), gzip(&half)].concat();
    let read_all = |limit| {
        let mut plain = Vec::new();
        let read = scan::inflate(&*members, Encoding::Gzip, limit).unwrap().read_to_end(&mut plain);
        read.map_err(ReadError::from)
    };
    assert_eq!(read_all(10_000).unwrap(), 10_000);
    let error = read_all(9_999).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { what: Excess::Body, limit: 9_999 }), "{error:?}");
}

#[test]
fn a_zstd_frame_that_demands_a_huge_window_is_refused() {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    encoder.window_log(27).unwrap();
    io::copy(&mut &*plain(), &mut encoder).unwrap();
    let error = read_as(&encoder.finish().unwrap(), Encoding::Zstd).unwrap_err();
    assert!(matches!(error, ReadError::Malformed { .. }), "{error:?}");
}

#[test]
fn a_failing_disk_is_not_taken_for_a_damaged_body() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    let mut start = Vec::new();
    GzEncoder::new(&*plain(), flate2::Compression::fast()).read_to_end(&mut start).unwrap();
    for encoding in [Encoding::Identity, Encoding::Gzip, Encoding::Zstd] {
        let body = (&start[..0]).chain(Failing);
        let error = scan::read_analysis(body, encoding, &Limits::default(), &std::env::temp_dir());
        assert!(matches!(error, Err(ReadError::Io(_))), "{encoding:?}");
    }
}
