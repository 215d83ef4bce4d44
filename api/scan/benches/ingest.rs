//! The bars of taking scans in: time as a multiple of a bare parser's on the same body, memory above idle, and what a
//! year of daily scans takes. `cargo bench -p scan` prints rows of a table; `make bench` puts them into docs.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use scan::{
    Encoding, Limits, ReadScan,
    record::Part,
    store::{Base, Compared, Directory, Manifest, OWN},
};
use std::{
    collections::HashMap,
    fs,
    hint::black_box,
    io::{Read, Write},
    process::Command,
};

const RUNS: usize = 5;
const MEMORY: usize = 4 << 20;

/// Processor time of this thread so far, in nanoseconds.
fn worked() -> u64 {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse().unwrap()
}

/// The processor times of several things, each done in turn, so that what slows the machine down slows all of them:
/// medians, in milliseconds.
fn medians<const N: usize>(mut things: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut taken = [const { Vec::new() }; N];
    for _ in 0..RUNS {
        for (taken, thing) in taken.iter_mut().zip(&mut things) {
            let start = worked();
            thing();
            taken.push((worked() - start) as f64 / 1e6);
        }
    }
    taken.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[RUNS / 2]
    })
}

fn row(what: &str, took: String, limit: &str, found: f64, bar: f64) {
    let verdict = if found <= bar { "met" } else { "missed" };
    println!("| {what} | {took} | {limit} | {found:.2} | {bar:.2} | {verdict} |");
}

/// A code base of components like real ones: each renders others, so many elements of each, two of them with props.
fn body(components: usize, elements: usize, changed: impl Fn(usize) -> usize) -> String {
    let id = |n: usize| format!("@acme/p{}:{:064x}:Component{n}", n % 30, n as u128 * 0x9e37_79b9_7f4a_7c15);
    let mut text = String::from(r#"{"components":["#);
    for n in 0..components {
        if n > 0 {
            text.push(',');
        }
        let version = changed(n);
        let edges: Vec<String> = (1..6)
            .map(|edge| {
                let to = id((n * 7 + edge * (13 + version)) % components);
                let usages: Vec<String> = (0..elements)
                    .map(|usage| {
                        let line = 10 + edge * 4 + usage;
                        let props = match usage {
                            0 | 1 => format!(
                                r#"{{"name":"size","value":{{"type":"String","value":"s{}"}}}},{{"name":"onClick","value":{{"type":"ArrowFunctionExpression"}}}}"#,
                                (n + usage) % 9
                            ),
                            _ => String::new(),
                        };
                        format!(
                            r#"{{"props":[{props}],"start":{{"line":{line},"column":7}},"end":{{"line":{line},"column":40}}}}"#
                        )
                    })
                    .collect();
                let trace = format!(r#"{{"hash":"{n}","path":"src/x{edge}.tsx","package_name":"@acme/p","mtype":"local"}}"#);
                format!(
                    r#"{{"from":{{"id":"{}","symbol":"Component{n}#0"}},"to":{{"id":"{to}","symbol":"Y#0","name":"Y"}},"references":[{{"usages":[{}],"trace":[{trace},{trace}]}}]}}"#,
                    id(n),
                    usages.join(",")
                )
            })
            .collect();
        text.push_str(&format!(
            r#"{{"id":"{0}","name":"Component{n}","package_name":"@acme/p{1}","export_ids":["{0}"],"source":{{"symbol":"C#0","source":{{"hash":"{n}","path":"packages/p{1}/src/folder{2}/component-{n}.tsx","package_name":"@acme/p{1}","mtype":"local"}}}},"created_at":"2026-01-05T10:00:00.000Z","updated_at":"2026-03-{3:02}T10:00:00.000Z","span":{{"start":{{"line":3,"column":1}},"end":{{"line":40,"column":2}}}},"props":[{{"name":"size","default_value":{{"type":"String","value":"m"}}}},{{"name":"children"}}],"html_elements":["div","span"],"metadata":{{"team":"team-{4}"}},"dependencies":[{5}]}}"#,
            id(n),
            n % 30,
            n % 40,
            1 + version % 28,
            n % 12,
            edges.join(",")
        ));
    }
    text.push_str(r#"],"meta":{},"alias_map":{},"repository":{"name":"acme","branch":"main"}}"#);
    text
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn read(body: impl Read, encoding: Encoding) -> ReadScan {
    scan::read_analysis(body, encoding, &Limits::default(), &std::env::temp_dir()).unwrap()
}

/// What goes into the database.
struct Written {
    manifest: Manifest,
    directory: Directory,
    bytes: usize,
}

/// Everything from a body to the bytes of all rows.
fn write(mut scan: ReadScan, base: &Base, is_whole: bool) -> Written {
    let dir = std::env::temp_dir();
    let Compared { manifest, mut pack } = scan.content.compare(base, MEMORY, &dir).unwrap();
    let mut bytes = match is_whole {
        true => manifest.encode().unwrap().len(),
        false => {
            let delta = base.manifest().delta_to(&manifest);
            if delta.0.is_empty() { 0 } else { delta.encode().unwrap().len() }
        }
    };
    let pack = pack.as_mut().unwrap_or_else(|| scan.content.pack());
    if !pack.directory().is_empty() {
        bytes += pack.directory().encode().unwrap().len();
    }
    for part in Part::ALL {
        for chunk in 0..pack.directory().chunks(part) {
            bytes += black_box(pack.chunk(part, chunk).unwrap()).len();
        }
    }
    Written { manifest, directory: pack.directory().clone(), bytes }
}

fn speed(name: &str, gz: &[u8]) {
    let first = write(read(gz, Encoding::Gzip), &Base::default(), true);
    let stored = (first.manifest.encode().unwrap(), first.directory.encode().unwrap());
    let parse = || {
        let mut plain = Vec::new();
        GzDecoder::new(gz).read_to_end(&mut plain).unwrap();
        black_box(scan::parse_whole(&plain).unwrap());
    };
    let once = || {
        black_box(write(read(gz, Encoding::Gzip), &Base::default(), true).bytes);
    };
    let again = || {
        let manifest = Manifest::decode(&stored.0).unwrap().in_pack(1);
        let directories = HashMap::from([(1, Directory::decode(&stored.1).unwrap())]);
        let written = write(read(gz, Encoding::Gzip), &Base::new(manifest, &directories), false);
        assert_eq!(written.bytes, 0);
    };
    let [bare, once, again] = medians([&mut { parse }, &mut { once }, &mut { again }]);
    let ms = |time: f64| format!("{time:.0} ms");
    row(&format!("first scan ({name})"), ms(once), "× inflate + serde_json", once / bare, 2.0);
    row(&format!("the same again ({name})"), ms(again), "× inflate + serde_json", again / bare, 1.5);
}

/// The most memory the process has had, in bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    1024 * line.trim().trim_end_matches(" kB").parse::<usize>().unwrap()
}

/// In a process of its own, so that nothing that was freed before hides what is taken.
fn memory() {
    // the larger one has more elements of each: so many components as it had else are not taken
    for (mebibytes, elements) in [(120, 2), (1000, 20)] {
        let one = body(100, elements, |_| 0).len() / 100;
        let plain = body((mebibytes << 20) / one, elements, |_| 0);
        let raw = plain.len() >> 20;
        let path = std::env::temp_dir().join(format!("skillet-bench-{}.json.gz", std::process::id()));
        let mut file = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::default());
        file.write_all(plain.as_bytes()).unwrap();
        file.finish().unwrap();
        drop(plain);
        let gz = fs::metadata(&path).unwrap().len() as f64 / f64::from(1 << 20);
        let child = Command::new(std::env::current_exe().unwrap()).arg("grow").arg(&path).output().unwrap();
        fs::remove_file(&path).unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        let grown: f64 = String::from_utf8(child.stdout).unwrap().trim().parse().unwrap();
        let what = format!("peak memory above idle, {raw} MiB raw");
        row(&what, format!("{grown:.0} MiB"), &format!("MiB, of which the body has {gz:.0}"), grown, gz + 64.0);
    }
}

/// How many MiB more than before taking in a body needs.
fn grow(path: &str) {
    let idle = peak();
    let scan = read(std::io::BufReader::new(fs::File::open(path).unwrap()), Encoding::Gzip);
    black_box(write(scan, &Base::default(), true).bytes);
    println!("{}", (peak() - idle) >> 20);
}

/// 5,000 components, one in a hundred changes a day. Rows count with what SQLite needs for them.
fn year() {
    const ROW: usize = 900;
    let (mut directories, mut base, mut total, mut first, mut changed) = (HashMap::new(), Base::default(), 0, 0, 0);
    let (mut since, mut before) = (0, HashMap::new());
    for day in 0..365usize {
        let text = body(5_000, 2, |n| (day + n) / 100);
        let scan = read(text.as_bytes(), Encoding::Identity);
        let all = read(text.as_bytes(), Encoding::Identity).content.into_components().unwrap();
        let mut news = Vec::new();
        for component in all {
            let record = scan::record::Record::of(&component).unwrap();
            let (hashes, bytes) = (record.hashes(), record.parts().concat());
            if before.insert(component.id.clone(), hashes) != Some(hashes) {
                news.extend(bytes);
            }
        }
        let compressed = zstd::encode_all(&*news, 3).unwrap().len();
        let mut scan = scan;
        let Compared { manifest, mut pack } = scan.content.compare(&base, MEMORY, &std::env::temp_dir()).unwrap();
        let delta = base.manifest().delta_to(&manifest);
        since += delta.0.len();
        let is_whole = day == 0 || since >= manifest.0.len() / 2;
        let mut bytes = ROW + if day > 0 { delta.encode().unwrap().len() } else { 0 };
        if is_whole {
            bytes += manifest.encode().unwrap().len();
            since = 0;
        }
        let pack = pack.as_mut().unwrap_or_else(|| scan.content.pack());
        bytes += pack.directory().encode().unwrap().len();
        for part in Part::ALL {
            for chunk in 0..pack.directory().chunks(part) {
                bytes += pack.chunk(part, chunk).unwrap().len();
            }
        }
        let number = day as u32 + 1;
        assert_ne!(number, OWN);
        directories.insert(number, pack.directory().clone());
        base = Base::new(manifest.in_pack(number), &directories);
        total += bytes;
        match day {
            0 => first = bytes,
            _ => changed += compressed,
        }
    }
    let limit = 2.0 * first as f64 + 1.5 * changed as f64;
    let kib = |bytes: f64| format!("{:.0} KiB", bytes / 1024.0);
    let against = format!("2 × first ({}) + 1.5 × Σ changed ({})", kib(first as f64), kib(changed as f64));
    row("365 daily scans, 5,000 components, 1 % changed a day", kib(total as f64), &against, total as f64 / limit, 1.0);
}

fn main() {
    let mut args = std::env::args().skip(1);
    if let (Some("grow"), Some(path)) = (args.next().as_deref(), args.next()) {
        return grow(&path);
    }
    println!("| what | took | limit | found | bar | |\n|---|---|---|---|---|---|");
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/scans/ui.json.gz");
    if let Ok(gz) = fs::read(real) {
        speed("a real one, 36 MB", &gz);
    }
    speed("made up, 5,000 components", &gzip(body(5_000, 2, |_| 0).as_bytes()));
    year();
    memory();
}
