//! Absolute paths of the machine that scanned, cut down to what follows the scanned root.
//!
//! The body doesn't name the root. But it names folders below it: those of components and packages. The root is the
//! folder from which most of them are seen in the absolute paths.
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

/// Folders remembered: more would tell nothing new.
const MOST_FOLDERS: usize = 100_000;
/// Levels of a path that are looked at.
const MOST_LEVELS: usize = 64;
/// What is left of a path if the root cannot be told.
const LAST_SEGMENTS: usize = 3;

/// Folders known to be below the scanned root, as hashes.
#[derive(Default)]
pub(crate) struct Roots {
    hasher: RandomState,
    folders: HashSet<u64>,
}

/// Starts at the root of a file system: `/…`, `C:\…`, `C:/…`, `\\server\…`.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || is_of_windows(path)
}

fn is_of_windows(path: &str) -> bool {
    let drive = matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    drive || path.starts_with("\\\\")
}

impl Roots {
    /// Learns the folders of a file, given from the root.
    pub(crate) fn add_file(&mut self, path: &str) {
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.add_folder(folder);
        }
    }

    /// Learns a folder, given from the root, and those around it.
    pub(crate) fn add_folder(&mut self, mut folder: &str) {
        while !folder.is_empty()
            && self.folders.len() < MOST_FOLDERS
            && self.folders.insert(self.hasher.hash_one(folder))
        {
            folder = folder.rsplit_once('/').map_or("", |(around, _)| around);
        }
    }

    /// Takes the root from the front of absolute paths. Where that is not possible, a path's end is left.
    pub(crate) fn shorten(&self, paths: &mut [&mut String]) {
        for path in paths.iter_mut().filter(|path| is_of_windows(path)) {
            **path = path.replace('\\', "/");
        }
        let root = self.find(paths).map(str::to_owned);
        for path in paths {
            let inside = root.as_deref().and_then(|root| path.strip_prefix(root)?.strip_prefix('/'));
            let short = inside.unwrap_or_else(|| end_of(path)).to_owned();
            **path = short;
        }
    }

    /// The folder from which the most known ones are seen; of equals the deepest, which discloses least.
    fn find<'a>(&self, paths: &'a [&mut String]) -> Option<&'a str> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for path in paths {
            let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
            if slashes.len() > MOST_LEVELS {
                continue;
            }
            for (level, start) in slashes.iter().enumerate() {
                let known = |end: &&usize| self.folders.contains(&self.hasher.hash_one(&path[start + 1..**end]));
                let depth = slashes[level + 1..].iter().take_while(known).count();
                if depth > 0 {
                    *seen.entry(&path[..*start]).or_default() += depth;
                }
            }
        }
        seen.into_iter().max_by_key(|(root, seen)| (*seen, root.len())).map(|(root, _)| root)
    }
}

fn end_of(path: &str) -> &str {
    let start = path.rmatch_indices('/').nth(LAST_SEGMENTS - 1).map_or(0, |(at, _)| at + 1);
    path[start..].trim_start_matches('/')
}
