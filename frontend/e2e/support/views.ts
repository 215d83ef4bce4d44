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

/** Who gets in, and who belongs. */
export const ofPeople: View[] = [...invited, ...inviting, ...membership];
/** What people see once they are in, and their way there. */
export const ofPages: View[] = [...signingIn, ...firstSteps, ...lists, ...pages, ...overlays, ...operating];
/** Every state of every page: a test names those that are missing. Two files look at a half each, at the same time. */
export const views: View[] = [...ofPeople, ...ofPages];
