import { lookAt } from "./support/look-at";
import { ofPeople } from "./support/views";

lookAt(ofPeople);
