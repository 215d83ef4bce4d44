import type { View } from "./view";
import { firstSteps } from "./views-of-first-steps";
import { invited } from "./views-of-invited";
import { inviting } from "./views-of-inviting";
import { lists } from "./views-of-lists";
import { membership } from "./views-of-members";
import { operating } from "./views-of-operators";
import { overlays } from "./views-of-overlays";
import { pages } from "./views-of-pages";
import { signingIn } from "./views-of-signing-in";

/** Every state of every page: a test names those that are missing. */
export const views: View[] = [
  ...invited,
  ...inviting,
  ...membership,
  ...signingIn,
  ...firstSteps,
  ...lists,
  ...pages,
  ...overlays,
  ...operating,
];
