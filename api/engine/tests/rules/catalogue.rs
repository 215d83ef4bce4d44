//! Searching, sorting and paging.
use crate::workspace::{Says, Workspace, build, external, local, repository};
use engine::components::{BrowseError, BrowsePage, BrowseQuery, Order, Place};
use scan::Component;

fn page<'a>(
    workspace: &'a Workspace,
    search: &str,
    order: &str,
    after: Option<&Place>,
    limit: usize,
) -> BrowsePage<'a> {
    let order: Order = order.parse().unwrap();
    workspace.state().browse(&BrowseQuery { search, order, after, limit, ..BrowseQuery::default() }).unwrap()
}

fn names(page: &BrowsePage<'_>) -> Vec<String> {
    page.rows.iter().map(|row| row.facts.name.clone()).collect()
}

fn found(workspace: &Workspace, search: &str) -> Vec<String> {
    names(&page(workspace, search, "name", None, 100))
}

fn shop() -> Workspace {
    let button = local("@acme/ui", "Button");
    let icon = external("icons", "Icon");
    let bar = local("shop", "Bar").at("src/buttons/Bar.tsx").renders(&icon, 2);
    let ocean = local("shop", "Übersicht").at("src/ΟΔΟΣΑ.tsx").renders(&icon, 1);
    build([repository("shop", 1, [button, icon, bar, ocean])])
}

/// Components `a`, `b` … of the project `p`, each rendering so many of `x0`, `x1` ….
fn rendering(children: &[(&str, usize)]) -> Workspace {
    let targets: Vec<Component> = (0..9).map(|n| external("x", &format!("x{n}"))).collect();
    let mut source = repository("p", 1, []);
    for (name, count) in children {
        let parent = targets[..*count].iter().fold(local("p", name), |p, x| p.renders(x, 1));
        source.components.push(parent);
    }
    source.components.extend(targets);
    build([source])
}

#[test]
fn a_term_is_found_in_name_path_and_project() {
    let shop = shop();
    assert_eq!(found(&shop, "button"), ["Bar", "Button"]);
    assert_eq!(found(&shop, "acme"), ["Button"]);
    assert_eq!(found(&shop, "icons"), ["Icon"]);
    assert_eq!(found(&shop, "nothing"), Vec::<String>::new());
}

#[test]
fn every_term_must_occur_somewhere() {
    let shop = shop();
    assert_eq!(found(&shop, "  button\tSHOP "), ["Bar"]);
    assert_eq!(found(&shop, "shop acme"), Vec::<String>::new());
    assert_eq!(found(&shop, " \n ").len(), 4);
}

#[test]
fn a_term_does_not_reach_from_one_field_into_the_next() {
    assert_eq!(found(&shop(), "Barsrc"), Vec::<String>::new());
}

#[test]
fn search_knows_upper_and_lower_case_of_all_letters() {
    assert_eq!(found(&shop(), "übersicht"), ["Übersicht"]);
    assert_eq!(found(&shop(), "ÜBER"), ["Übersicht"]);
    assert_eq!(found(&shop(), "οδοΣ"), ["Übersicht"]);
}

#[test]
fn the_total_counts_what_the_search_finds_on_all_pages() {
    let shop = shop();
    let first = page(&shop, "s", "name", None, 1);
    assert_eq!((first.rows.len(), first.total), (1, 4));
    let last = page(&shop, "s", "name", first.next.as_ref(), 100);
    assert_eq!((last.rows.len(), last.total, last.next), (3, 4, None));
}

#[test]
fn every_column_sorts_both_ways() {
    let button = local("ui", "Button").at("z");
    let card = local("ui", "card").at("y").renders(&button, 4);
    let page_of_app = local("app", "Page").at("X").renders(&button, 1).renders(&card, 1);
    let workspace = build([repository("all", 1, [button, card, page_of_app])]);
    let sorted = |order| names(&page(&workspace, "", order, None, 9)).join(" ");
    assert_eq!(sorted("name"), "Button card Page");
    assert_eq!(sorted("-name"), "Page card Button");
    assert_eq!(sorted("projectName"), "Page Button card");
    assert_eq!(sorted("-projectName"), "Button card Page");
    assert_eq!(sorted("path"), "Page card Button");
    assert_eq!(sorted("-path"), "Button card Page");
    assert_eq!(sorted("children"), "Button card Page");
    assert_eq!(sorted("-children"), "Page card Button");
    assert_eq!(sorted("usages"), "Page card Button");
    assert_eq!(sorted("-usages"), "Button card Page");
    assert_eq!(sorted("instances"), "Page card Button");
    assert_eq!(sorted("-instances"), "Button card Page");
    assert_eq!(sorted("projects"), "Page card Button");
    assert_eq!(sorted("-projects"), "Button card Page");
}

#[test]
fn equal_rows_follow_by_name_and_then_by_key_whichever_way() {
    let twins = [local("ui", "A"), local("lib", "A"), local("app", "A")];
    let [one, two, three] = twins;
    let workspace = build([repository("all", 1, [one, two, three, local("ui", "b")])]);
    for sort in ["usages", "-usages"] {
        let page = page(&workspace, "", sort, None, 9);
        assert_eq!(names(&page), ["A", "A", "A", "b"]);
        let keys: Vec<_> = page.rows[..3].iter().map(|row| row.key).collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
}

#[test]
fn a_cursor_goes_on_where_the_page_ended_although_rows_came_and_went() {
    let before = rendering(&[("a", 5), ("b", 4), ("c", 3), ("d", 2), ("e", 1)]);
    let first = page(&before, "p", "-children", None, 2);
    assert_eq!(names(&first), ["a", "b"]);
    // `b`, where the page ended, is gone; `A0` came before it, `c0` and `c1` behind it.
    let after = rendering(&[("a", 5), ("A0", 6), ("c", 3), ("c0", 4), ("c1", 3), ("d", 2), ("e", 1)]);
    let second = page(&after, "p", "-children", first.next.as_ref(), 3);
    assert_eq!(names(&second), ["c0", "c", "c1"]);
    assert_eq!(second.total, 7);
    let third = page(&after, "p", "-children", second.next.as_ref(), 9);
    assert_eq!((names(&third), third.next), (vec!["d".into(), "e".into()], None));
}

#[test]
fn a_text_cursor_whose_row_is_gone_still_has_its_place() {
    let before = rendering(&[("a", 0), ("m", 0), ("z", 0)]);
    let after = rendering(&[("a", 0), ("L", 0), ("N", 0), ("z", 0)]);
    for (sort, behind) in [("name", ["N", "z"]), ("-name", ["L", "a"]), ("path", ["N", "z"])] {
        let first = page(&before, "p", sort, None, 2);
        assert_eq!(names(&first)[1], "m");
        assert_eq!(names(&page(&after, "p", sort, first.next.as_ref(), 9)), behind, "{sort}");
    }
}

#[test]
fn a_full_last_page_has_no_cursor() {
    let workspace = rendering(&[("a", 0), ("b", 0)]);
    assert_eq!(page(&workspace, "", "name", None, 2).next, None);
    assert_eq!(page(&workspace, "", "name", None, 0).rows.len(), 0);
}

#[test]
fn a_cursor_of_another_order_is_refused() {
    let workspace = rendering(&[("a", 0), ("b", 0)]);
    let cursor = page(&workspace, "", "-usages", None, 1).next.unwrap();
    for asked in ["name", "usages", "-instances"] {
        let order = asked.parse().unwrap();
        let query = BrowseQuery { order, after: Some(&cursor), limit: 1, ..BrowseQuery::default() };
        let refusal = workspace.state().browse(&query).unwrap_err();
        assert!(matches!(refusal, BrowseError::OtherOrder { .. }));
        assert_eq!(
            refusal.to_string(),
            format!("the cursor belongs to sort=-usages, not to sort={asked}; start again without a cursor")
        );
    }
}

#[test]
fn a_cursor_reads_as_it_is_written() {
    let workspace = shop();
    for sort in ["-usages", "path"] {
        let cursor = page(&workspace, "", sort, None, 1).next.unwrap();
        let text = serde_json::to_string(&cursor).unwrap();
        assert_eq!(serde_json::from_str::<Place>(&text).unwrap(), cursor, "{text}");
    }
}
