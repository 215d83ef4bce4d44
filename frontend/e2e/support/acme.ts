import { writeFile } from "node:fs/promises";
import { temporaryFolder } from "./places";
import { type Described, type ScanBody, scanBody } from "./scan-body";
import type { Server } from "./server";

const KIT = [
  "Accordion Alert Avatar Badge Breadcrumbs Button Card Checkbox Combobox DataTable DatePicker Dialog",
  "Divider Drawer EmptyState FileUpload Form Grid Heading Icon IconButton Link Menu NumberField",
  "Pagination Popover ProgressBar RadioGroup Select Skeleton Spinner Stack Switch Tabs Text TextField Toast Tooltip",
]
  .join(" ")
  .split(" ");

const SHOP = [
  "cart/CartDrawer cart/CartLine cart/CartSummary catalogue/Filters catalogue/ProductCard catalogue/ProductGrid",
  "catalogue/SearchResults checkout/AddressForm checkout/CheckoutSteps checkout/DeliveryOptions",
  "checkout/OrderConfirmation checkout/PaymentForm layout/AppShell layout/Footer layout/Header layout/MainMenu",
  "product/Gallery product/PriceTag product/ProductDetails product/Rating product/ReviewList product/SizePicker",
  "account/AddressBook account/LoginForm account/OrderHistory account/ProfileForm account/Wishlist",
]
  .join(" ")
  .split(" ");

const ADMIN = [
  "customers/CustomerCard customers/CustomerList dashboard/RevenueChart dashboard/StatTile",
  "inventory/StockTable inventory/WarehousePicker orders/OrderRow orders/OrderTable orders/RefundDialog",
  "reports/ReportBuilder settings/RoleEditor settings/TeamSettings",
]
  .join(" ")
  .split(" ");

/** Months of scans of a design system and two apps that take it up step by step. Nothing in it is left to chance. */
export async function importAcme(server: Server, workspace: string) {
  const folder = await temporaryFolder("scans");
  const days = [
    "2026-06-03T08:12:00Z",
    "2026-07-08T14:40:00Z",
    "2026-08-05T09:05:00Z",
    "2026-08-26T16:21:00Z",
  ];
  for (const [step, day] of days.entries()) {
    const adopted = 14 + step * 8;
    const bodies = [
      scanBody("@acme/ui", kit(adopted)),
      scanBody("@acme/shop", app(SHOP, adopted, 5)),
      ...(step > 0 ? [troubled(scanBody("@acme/admin", app(ADMIN, adopted - 8, 4)))] : []),
    ];
    for (const [place, body] of bodies.entries()) {
      const file = `${folder.path}/scan.json`;
      await writeFile(file, JSON.stringify(body));
      const at = day.replace(":00Z", `:${place}0Z`);
      await server.command("scan", "import", "--workspace", workspace, "--scanned-at", at, file);
    }
  }
  await folder.remove();
}

function kit(size: number): Described[] {
  return KIT.slice(0, size).map((name, place) => ({
    name,
    path: `packages/ui/src/${name.toLowerCase()}/${name.toLowerCase()}.tsx`,
    renders: place > 8 ? { [KIT[place % 5] as string]: 1 + (place % 2) } : {},
  }));
}

function app(paths: string[], adopted: number, appetite: number): Described[] {
  const names = paths.map((path) => path.replace(/^.*\//, ""));
  return names.map((name, place) => {
    const renders: Record<string, number> = {};
    for (let taken = 0; taken < appetite; taken++) {
      // Few components are everywhere and most are rare, as in real code.
      const rank = Math.floor((((place * 7 + taken * 13) % 29) / 29) ** 2 * adopted);
      renders[`@acme/ui ${KIT[(rank * 5 + 5) % adopted]}`] = 1 + ((place + taken) % 4);
    }
    const child = names[place + 1];
    if (child && place % 3 === 0) renders[child] = 2;
    return { name, path: `src/features/${paths[place]}.tsx`, renders };
  });
}

function troubled(body: ScanBody): ScanBody {
  return {
    ...body,
    parser_errors: [
      { file: "src/features/reports/legacy-export.tsx", reason: ["Unexpected token at 41:12"] },
      { file: "src/generated/icons.tsx", reason: ["Unexpected end of file"] },
    ],
    setup_issues: [
      {
        packageName: "@acme/admin",
        type: "TARGET_NOT_EXIST",
        level: "ERROR",
        entry: {
          type: "export",
          name: "./charts",
          patterns: ["dist/charts/index.js"],
          sourcePath: "package.json",
        },
      },
    ],
    invalid_dependencies: [
      { package_name: "~", path: "lib/format-money", source_package_name: "@acme/admin" },
      { package_name: "~", path: "auth/use-session", source_package_name: "@acme/admin" },
    ],
  };
}
