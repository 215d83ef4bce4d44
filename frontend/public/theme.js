// Runs before the first paint, so that a chosen theme never flashes in the other one. A file of its own: pages allow no inline script.
try {
  const choice = localStorage.getItem("skillet.theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // storage may be closed to us: the system's theme it is
}
