//! The web app is embedded from `frontend/dist`, which a fresh clone does not have yet.
fn main() {
    let dist = std::path::Path::new("../frontend/dist");
    if let Err(error) = std::fs::create_dir_all(dist) {
        println!("cargo::warning=cannot make {}: {error}", dist.display());
    }
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");
}
