import { press, type View } from "./view";

const onMails = { as: "ada", route: "/admin/mails", path: "/admin/mails" } as const;
const list = "/api/operator/mails";

/** What whoever runs the server looks at. */
export const operating: View[] = [
  { ...onMails, name: "administration", route: "/admin", path: "/admin", sign: "Mails" },
  {
    ...onMails,
    name: "mails",
    path: "/admin/mails?mail=invite",
    sign: /^Ada Byron .* invites you to Acme Design/,
  },
  {
    ...onMails,
    name: "mails, the text",
    path: "/admin/mails?mail=invite",
    act: (page) => page.getByText("Text", { exact: true }).click(),
    sign: /Have a look at <our> charts/,
  },
  { ...onMails, name: "mails, loading", answers: { [list]: "never" }, sign: "Loading the mails" },
  {
    ...onMails,
    name: "mails, failed",
    answers: { [list]: "failure" },
    sign: "The mails could not be loaded",
    fails: true,
  },
  {
    ...onMails,
    name: "mail, failed",
    path: "/admin/mails?mail=invite",
    answers: { [`${list}/invite`]: "failure" },
    sign: "The mail could not be loaded",
    fails: true,
  },
  { ...onMails, name: "mails, of no concern", as: "settler", sign: "There is no page here" },
  {
    ...onMails,
    name: "account menu of an operator",
    act: press("Account"),
    sign: "Mails of this server",
    opens: "app/shell/account-menu.tsx",
  },
];
