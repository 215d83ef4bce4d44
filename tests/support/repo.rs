//! A sample code base of `tests/fixtures` as a git repository of its own, since the scanner asks git for its history.
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A throw-away git repository.
pub struct Repo(TempDir);

impl Repo {
    /// The shop: 18 components of its own on top of a kit that is not installed.
    pub fn shop() -> Self {
        Self::of("sample-app")
    }

    /// The kit the shop uses: 10 components.
    pub fn kit() -> Self {
        Self::of("sample-kit")
    }

    fn of(fixture: &str) -> Self {
        let repo = Self(TempDir::with_prefix("skillet-repo-").unwrap());
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture), repo.path());
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo.commit("All of it");
        repo
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Replaces or adds a file. The scanner reads the work tree, so nothing has to be committed for it.
    pub fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a piece of text in a file, which has to contain it.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path().join(file)).unwrap();
        assert!(text.contains(old), "{file} has no {old:?}");
        self.write(file, &text.replace(old, new));
    }

    pub fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    pub fn set_origin(&self, url: &str) {
        self.git(&["remote", "add", "origin", url]);
    }

    fn git(&self, args: &[&str]) {
        let author = [("user.name", "Tests"), ("user.email", "tests@example.com"), ("commit.gpgsign", "false")];
        let mut git = Command::new("git");
        git.current_dir(self.path()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        for (name, value) in author {
            git.arg("-c").arg(format!("{name}={value}"));
        }
        let output = git.args(args).output().expect("git starts");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display())) {
        let entry = entry.unwrap();
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
