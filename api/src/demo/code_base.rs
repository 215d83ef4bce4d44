//! The four code bases, and the story that a year of their scans tells.

/// A code base and how it came to be what the sample is.
pub struct CodeBase {
    /// Name of the repository.
    pub repository: &'static str,
    /// What the scanner said about the sample.
    pub sample: &'static str,
    /// It is scanned every so many weeks.
    pub every: u32,
    /// Folders of the sample that other features of the product look like: what each is about, and what those are about.
    pub features: &'static [(&'static str, &'static [&'static str])],
    /// Teams that own those features.
    pub teams: &'static [&'static str],
    /// The share of components that came during the year.
    pub late: f64,
    /// What was called otherwise: until when, how its key begins, how it began.
    pub renamed: &'static [(f64, &'static str, &'static str)],
    /// What is gone: until when it was there, the component it resembled, its path and name.
    pub gone: &'static [(f64, &'static str, &'static str, &'static str)],
    /// How it moves to the design system; the design system itself does not.
    pub adoption: Option<Adoption>,
    /// Since when the scanner complains of what it complains of.
    pub troubled_since: f64,
}

/// The move of an app to the design system. All times are shares of the year.
pub struct Adoption {
    /// The share that had moved before the year.
    pub before: f64,
    /// When the rest begins to move.
    pub begins: f64,
    /// When all have moved; beyond 1 for who will not make it this year.
    pub ends: f64,
    /// Own components that do what one of the design system does.
    pub own: &'static [OwnPart],
}

/// A component of the app that one of the design system takes the place of.
pub struct OwnPart {
    /// Of the design system.
    pub replaced_by: &'static str,
    /// Path and name in the app.
    pub key: &'static str,
    /// The prop and value it takes where the design system's one takes `variant="primary"`.
    pub primary: Option<(&'static str, &'static str)>,
}

/// Icons had a package of their own until they moved into the design system.
pub const ICONS_MOVED: f64 = 0.3;

/// In the order of their scans.
pub const ALL: [CodeBase; 4] = [
    CodeBase {
        repository: "design-system",
        sample: include_str!("bodies/ui.json"),
        every: 1,
        features: &[],
        teams: &[],
        late: 0.4,
        renamed: &[],
        gone: &[
            (0.8, "src/feedback/badge:Badge", "src/legacy/ribbon", "Ribbon"),
            (0.62, "src/layout/grid:Grid", "src/legacy/row", "Row"),
            (0.62, "src/layout/box:Box", "src/legacy/column", "Column"),
        ],
        adoption: None,
        troubled_since: 0.6,
    },
    CodeBase {
        repository: "shop",
        sample: include_str!("bodies/shop.json"),
        every: 1,
        features: &[
            (
                "order",
                &[
                    "return",
                    "voucher",
                    "subscription",
                    "question",
                    "recipe",
                    "invoice",
                    "message",
                    "appointment",
                    "reward",
                    "wish",
                    "store",
                    "repair",
                ],
            ),
            ("product", &["bundle", "plant"]),
        ],
        teams: &["account", "discovery", "service", "stores"],
        late: 0.2,
        renamed: &[
            (0.42, "@acme/ui:icons:", "@acme/icons::"),
            (0.5, "@acme/shop:src/ui/price", "@acme/shop:src/product/price"),
        ],
        gone: &[
            (0.33, "src/home/campaign-teaser:CampaignTeaser", "src/home/spring-teaser", "SpringTeaser"),
            (0.7, "src/cart/voucher-form:VoucherForm", "src/cart/coupon-form", "CouponForm"),
        ],
        adoption: Some(Adoption {
            before: 0.3,
            begins: 0.05,
            ends: 1.0,
            own: &[
                OwnPart {
                    replaced_by: "Button",
                    key: "src/ui/fancy-button:FancyButton",
                    primary: Some(("color", "blue")),
                },
                OwnPart { replaced_by: "Drawer", key: "src/ui/old-modal:OldModal", primary: None },
            ],
        }),
        troubled_since: 1.0,
    },
    CodeBase {
        repository: "admin",
        sample: include_str!("bodies/admin.json"),
        every: 2,
        features: &[
            ("order", &["supplier", "invoice", "refund", "shipment", "campaign", "employee"]),
            ("customer", &["partner", "carrier", "contractor", "reseller"]),
        ],
        teams: &["operations", "service", "finance", "people"],
        late: 0.15,
        renamed: &[],
        gone: &[(0.55, "src/reports/sales-chart:SalesChart", "src/reports/pie-chart", "PieChart")],
        adoption: Some(Adoption {
            before: 0.15,
            begins: 0.35,
            ends: 2.2,
            own: &[
                OwnPart {
                    replaced_by: "Button",
                    key: "src/ui/legacy-button:LegacyButton",
                    primary: Some(("kind", "primary")),
                },
                OwnPart { replaced_by: "Modal", key: "src/ui/legacy-modal:LegacyModal", primary: None },
                OwnPart { replaced_by: "Table", key: "src/ui/legacy-table:LegacyTable", primary: None },
            ],
        }),
        troubled_since: 0.4,
    },
    CodeBase {
        repository: "site",
        sample: include_str!("bodies/site.json"),
        every: 1,
        features: &[
            ("article", &["guide", "podcast", "event", "workshop", "garden", "reference"]),
            ("job", &["internship", "partner"]),
        ],
        teams: &["brand", "editorial", "people"],
        late: 0.2,
        renamed: &[(0.42, "@acme/ui:icons:", "@acme/icons::"), (0.55, "@acme/site:", "@acme/website:")],
        gone: &[(0.58, "src/home/customer-quotes:CustomerQuotes", "src/home/press-quotes", "PressQuotes")],
        adoption: Some(Adoption {
            before: 0.1,
            begins: 0.5,
            ends: 0.85,
            own: &[OwnPart { replaced_by: "Button", key: "src/ui/cta:Cta", primary: Some(("inverted", "false")) }],
        }),
        troubled_since: 0.97,
    },
];
