//! Who may call what.
use skillet::entities::membership::Role;

/// The least somebody must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// Nobody in particular.
    Nobody,
    /// Signed in.
    Account,
    /// Signed in, and running this server.
    Operator,
    /// A member with this role.
    Member(Role),
}

/// One operation's rule.
pub struct Rule {
    pub operation: &'static str,
    pub least: Least,
    /// The command line may call it, for somebody who may.
    pub cli: bool,
    /// API tokens with one of these scopes may.
    pub scopes: &'static [&'static str],
}

const fn rule(operation: &'static str, least: Least, cli: bool, scopes: &'static [&'static str]) -> Rule {
    Rule { operation, least, cli, scopes }
}

const BOTH: &[&str] = &["read", "scans:write"];
const READ: &[&str] = &["read"];
const UPLOAD: &[&str] = &["scans:write"];
const VIEWER: Least = Least::Member(Role::Viewer);
const EDITOR: Least = Least::Member(Role::Editor);
const OWNER: Least = Least::Member(Role::Owner);

/// The rules, written a second time on purpose. What is open to everybody may shrink freely; growing it is a question.
pub const RULES: &[Rule] = &[
    rule("list_providers", Least::Nobody, true, BOTH),
    rule("request_sign_in", Least::Nobody, true, BOTH),
    rule("preview_sign_in", Least::Nobody, true, BOTH),
    rule("confirm_sign_in", Least::Nobody, true, BOTH),
    rule("sign_out", Least::Nobody, true, BOTH),
    rule("drop_cli_event", Least::Nobody, true, BOTH),
    rule("grant_cli", Least::Account, false, &[]),
    rule("get_me", Least::Account, true, BOTH),
    rule("update_me", Least::Account, false, &[]),
    rule("list_sessions", Least::Account, false, &[]),
    rule("end_session", Least::Account, false, &[]),
    rule("end_other_sessions", Least::Account, false, &[]),
    rule("list_workspaces", Least::Account, false, &[]),
    rule("create_workspace", Least::Account, false, &[]),
    rule("suggest_slug", Least::Account, false, &[]),
    rule("get_default_workspace", Least::Account, true, BOTH),
    rule("get_workspace", VIEWER, true, BOTH),
    rule("update_workspace", OWNER, false, &[]),
    rule("delete_workspace", OWNER, false, &[]),
    rule("request_email_change", Least::Account, false, &[]),
    rule("confirm_email_change", Least::Account, false, &[]),
    rule("cancel_email_change", Least::Account, false, &[]),
    rule("delete_me", Least::Account, false, &[]),
    rule("list_members", VIEWER, false, READ),
    rule("get_member", OWNER, false, &[]),
    rule("update_member", OWNER, false, &[]),
    rule("remove_member", OWNER, false, &[]),
    rule("remove_members", OWNER, false, &[]),
    rule("leave_workspace", VIEWER, false, &[]),
    rule("get_ownership_offer", VIEWER, false, &[]),
    rule("offer_ownership", OWNER, false, &[]),
    rule("cancel_ownership_offer", VIEWER, false, &[]),
    rule("accept_ownership", VIEWER, false, &[]),
    rule("undo_ownership", VIEWER, false, &[]),
    rule("list_invites", EDITOR, false, &[]),
    rule("create_invites", EDITOR, false, &[]),
    rule("resend_invite", EDITOR, false, &[]),
    rule("revoke_invite", EDITOR, false, &[]),
    rule("preview_invite", Least::Nobody, true, BOTH),
    rule("accept_invite", Least::Nobody, true, BOTH),
    rule("decline_invite", Least::Nobody, true, BOTH),
    rule("list_received_invites", Least::Account, false, &[]),
    rule("accept_received_invite", Least::Account, false, &[]),
    rule("decline_received_invite", Least::Account, false, &[]),
    rule("get_invite_link", EDITOR, false, &[]),
    rule("update_invite_link", OWNER, false, &[]),
    rule("reset_invite_link", EDITOR, false, &[]),
    rule("preview_invite_link", Least::Nobody, true, BOTH),
    rule("join_by_link", Least::Account, false, &[]),
    rule("ask_to_join", Least::Nobody, true, BOTH),
    rule("ask_for_invite", Least::Account, false, &[]),
    rule("list_join_requests", EDITOR, false, &[]),
    rule("answer_join_requests", EDITOR, false, &[]),
    rule("approve_join_request", EDITOR, false, &[]),
    rule("deny_join_request", EDITOR, false, &[]),
    rule("set_mail_opt_out", Least::Nobody, true, BOTH),
    rule("opt_out_by_mail_program", Least::Nobody, true, BOTH),
    rule("list_tokens", EDITOR, false, &[]),
    rule("create_token", EDITOR, false, &[]),
    rule("revoke_token", EDITOR, false, &[]),
    rule("list_audit_events", OWNER, false, &[]),
    rule("export_audit_events", OWNER, false, &[]),
    rule("upload_analysis", EDITOR, true, UPLOAD),
    rule("init_workspace", EDITOR, true, UPLOAD),
    rule("list_analyses", VIEWER, false, READ),
    rule("get_analysis", VIEWER, false, READ),
    rule("delete_analysis", EDITOR, false, &[]),
    rule("delete_analyses", EDITOR, false, &[]),
    rule("restore_analysis", EDITOR, false, &[]),
    rule("compare_analyses", VIEWER, false, READ),
    rule("list_projects", VIEWER, false, READ),
    rule("update_project", EDITOR, false, &[]),
    rule("list_repositories", VIEWER, false, READ),
    rule("get_repository", VIEWER, false, READ),
    rule("update_repository", EDITOR, false, &[]),
    rule("merge_repository", OWNER, false, &[]),
    rule("separate_repository", OWNER, false, &[]),
    rule("list_components", VIEWER, false, READ),
    rule("search_components", VIEWER, false, READ),
    rule("get_component", VIEWER, false, READ),
    rule("list_component_usages", VIEWER, false, READ),
    rule("list_component_props", VIEWER, false, READ),
    rule("list_component_dependencies", VIEWER, false, READ),
    rule("list_subcomponents", VIEWER, false, READ),
    rule("list_folders", VIEWER, false, READ),
    rule("list_custom_properties", VIEWER, false, READ),
    rule("list_unused_props", VIEWER, false, READ),
    rule("list_html_elements", VIEWER, false, READ),
    rule("query_chart", VIEWER, false, READ),
    rule("list_data_issues", VIEWER, false, READ),
    rule("list_mail_previews", Least::Operator, false, &[]),
    rule("get_mail_preview", Least::Operator, false, &[]),
];
