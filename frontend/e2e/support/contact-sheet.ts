export type Picture = { view: string; look: string; file: string };

/** One page with all pictures beside each other, a view in each row. */
export function contactSheet(pictures: Picture[]): string {
  const names = [...new Set(pictures.map((picture) => picture.view))];
  const rows = names.map((name) => {
    const images = pictures
      .filter((picture) => picture.view === name)
      .map(
        ({ file, look }) => `<a href="${file}"><img src="${file}" alt="${name}, ${look}" loading="lazy"></a>`,
      );
    return `<section><h2>${name}</h2><div>${images.join("")}</div></section>`;
  });
  return `<!doctype html>
<meta charset="utf-8">
<title>Every view of Skillet</title>
<style>
  body { font: 14px/20px system-ui; margin: 32px; background: #8883; }
  h2 { font-size: 16px; margin: 32px 0 8px; }
  div { display: flex; gap: 16px; align-items: flex-start; overflow-x: auto; }
  img { display: block; height: 400px; border: 1px solid #8886; }
</style>
<h1>${names.length} views, ${pictures.length} pictures</h1>
${rows.join("\n")}
`;
}
