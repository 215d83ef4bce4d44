import { Outlet } from "@tanstack/react-router";
import { useMe } from "@/api/me";
import { NotFoundContent } from "./not-found-page";
import { OutsideShell } from "./outside-shell";

/** The pages of whoever runs this server. For others there is nothing here. */
export function AdminLayout() {
  const { isOperator } = useMe();
  return <OutsideShell>{isOperator ? <Outlet /> : <NotFoundContent />}</OutsideShell>;
}
