//! The four code bases of the demo: what the scanner said about each sample, and how it is to grow.

/// A code base and its growth.
pub struct CodeBase {
    /// Name of the repository.
    pub repository: &'static str,
    /// What the scanner said about the sample (`scripts/demo-bodies.mjs`).
    pub body: &'static str,
    /// The component that screens use until they move to the design system's `Button`.
    pub legacy: Option<&'static str>,
    /// Parts of the product; every screen is about one of them.
    pub parts: &'static [&'static str],
    /// Kinds of screens; with the parts they make the names.
    pub kinds: &'static [&'static str],
    /// The share of screens that are there when the year begins.
    pub there_at_first: f64,
    /// The share of the year in which half of the screens have moved to the design system.
    pub half_moved_at: f64,
}

/// In the order their first scans came.
pub const ALL: [CodeBase; 4] = [
    CodeBase {
        repository: "design-system",
        body: include_str!("bodies/kit.json"),
        legacy: None,
        parts: &[
            "Select", "Checkbox", "Switch", "Tooltip", "Tabs", "Dialog", "Menu", "Toast", "Table", "Spinner", "Slider",
            "Link",
        ],
        kinds: &[""],
        there_at_first: 0.3,
        half_moved_at: 0.0,
    },
    CodeBase {
        repository: "shop",
        body: include_str!("bodies/shop.json"),
        legacy: Some("FancyButton"),
        parts: &["Wishlist", "Review", "Account", "Return", "Gift", "Store", "Delivery", "Coupon"],
        kinds: &["List", "Details", "Form", "Banner"],
        there_at_first: 0.5,
        half_moved_at: 0.45,
    },
    CodeBase {
        repository: "admin",
        body: include_str!("bodies/admin.json"),
        legacy: Some("LegacyButton"),
        parts: &["Invoice", "Supplier", "Stock", "Refund", "Shipment", "Campaign", "Employee"],
        kinds: &["List", "Editor", "Summary"],
        there_at_first: 0.6,
        half_moved_at: 0.75,
    },
    CodeBase {
        repository: "site",
        body: include_str!("bodies/site.json"),
        legacy: Some("Cta"),
        parts: &["Recipe", "Event", "Partner", "Career", "Press"],
        kinds: &["Page", "Teaser"],
        there_at_first: 0.4,
        half_moved_at: 0.6,
    },
];
