//! The steps of docs/SELF-HOSTING.md that bring an installation of systemd back, as they stand there.
use super::{
    backup::{back_up, scan},
    set_up, sign_in,
};
use crate::support::{
    person::Person,
    process::Running,
    program::{Program, binary},
};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::Path,
    process::Command,
};
use tempfile::TempDir;

/// The block of commands behind a line of the document.
fn block(behind: &str) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/SELF-HOSTING.md")).unwrap();
    let (_, rest) = text.split_once(behind).unwrap_or_else(|| panic!("no {behind:?}"));
    let (_, rest) = rest.split_once("```sh\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

fn word(command: &str, args: &[&str]) -> String {
    String::from_utf8(Command::new(command).args(args).output().unwrap().stdout).unwrap().trim().to_owned()
}

/// Breaks when a step needs what the user of the server may not do, here: making a folder where only root may. Whoever runs
/// this without being root is that user and owns all folders.
#[actix_web::test]
async fn the_documented_steps_bring_back_an_installation_whose_folder_is_lost() {
    let program = Program::embedded();
    let token = set_up(&program).await;
    let server = program.serve().await;
    Person::with_bearer(&program.url(), &token).upload("acme", &scan("@acme/ui", 3).json()).await.expect(200);
    drop(server);

    let machine = TempDir::new().unwrap();
    fs::set_permissions(machine.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (data, backups) = (machine.path().join("lib/skillet"), machine.path().join("backups"));
    let made = back_up(&program, &backups).await;
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("skillet.sqlite3"), "lost").unwrap();
    let is_root = word("id", &["-u"]) == "0";
    let user = if is_root { "nobody".to_owned() } else { word("id", &["-un"]) };
    let (group, id) = (word("id", &["-gn", &user]), word("id", &["-u", &user]).parse().unwrap());
    let skillet = machine.path().join("skillet");
    fs::copy(binary(), &skillet).unwrap();
    if is_root {
        for path in [backups.clone(), made.clone()] {
            chown(&path, Some(id), None).unwrap();
            for file in fs::read_dir(&path).unwrap() {
                chown(file.unwrap().path(), Some(id), None).unwrap();
            }
        }
    }

    // what stands for other things here: the manager of services, and the user of the server with its settings
    let as_user = if is_root { "runuser -u nobody --" } else { "" };
    let stand_ins = format!(
        "systemctl() {{ :; }}\nskillet() {{ {as_user} env -i SKILLET_DATA_DIR={} {} \"$@\"; }}\n",
        data.display(),
        skillet.display()
    );
    let steps = block("To restore, as root:")
        .replace("/var/lib/skillet", data.to_str().unwrap())
        .replace("/var/backups/skillet/skillet-2026-11-26T03-17-00Z", made.to_str().unwrap())
        .replace("-o skillet -g skillet", &format!("-o {user} -g {group}"));
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", &format!("cd /\n{stand_ins}{steps}")]);
    let done = Running::start("bash", &mut shell).finish().await;
    assert_eq!(done.status, 0, "{steps}\n{}{}", done.stdout, done.stderr);
    assert!(done.stdout.contains("Restored to"), "{}", done.stdout);
    let before = machine.path().join("lib/skillet.before/skillet.sqlite3");
    assert_eq!(fs::read_to_string(before).unwrap(), "lost", "what was there is kept");
    for name in ["", "skillet.sqlite3", "keys.json", "uploads"] {
        let found = fs::metadata(data.join(name)).unwrap();
        assert_eq!((found.uid(), found.mode() & 0o077), (id, 0), "{name:?} is the user's alone");
    }

    let restored =
        Program::embedded().with("SKILLET_DATA_DIR", data.to_str().unwrap()).with("SKILLET_DATABASE_URL", "");
    let _server = restored.serve().await;
    let scans = Person::with_bearer(&restored.url(), &token).get("/workspaces/acme/analyses").await.expect(200);
    assert_eq!(scans["total"], 1);
    sign_in(&restored, "ada@example.com").await;
}

/// Breaks when the refusal leaves people with "Permission denied".
#[actix_web::test]
async fn a_folder_that_cannot_be_made_is_named_with_the_command_that_makes_it() {
    let program = Program::embedded();
    set_up(&program).await;
    let folder = TempDir::new().unwrap();
    let made = back_up(&program, folder.path()).await;
    let data = folder.path().join("file/data");
    fs::write(folder.path().join("file"), "").unwrap();
    let elsewhere = program.with("SKILLET_DATA_DIR", data.to_str().unwrap()).with("SKILLET_DATABASE_URL", "");
    let refused = elsewhere.run(&["restore", made.to_str().unwrap()]).await;
    assert_eq!(refused.status, 1);
    let command = format!("`install -d -m 700 -o USER -g GROUP {}`", data.display());
    assert!(refused.stderr.contains(&command), "{}", refused.stderr);
}
