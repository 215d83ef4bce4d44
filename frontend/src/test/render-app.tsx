import { createMemoryHistory } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createApp } from "@/app/create-app";
import { Providers } from "@/app/providers";

/** The whole application at an address, as a person meets it. */
export function renderApp(address: string) {
  const app = createApp(createMemoryHistory({ initialEntries: [address] }));
  render(<Providers {...app} />);
  return {
    user: userEvent.setup(),
    /** Path and search of the page now shown. */
    address: () => app.router.state.location.pathname + app.router.state.location.searchStr,
  };
}
