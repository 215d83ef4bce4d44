import { lookAt } from "./support/look-at";
import { ofPages } from "./support/views";

lookAt(ofPages);
