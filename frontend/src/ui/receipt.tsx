/** What was done, counted. */
export function Receipt({ lines }: { lines: [what: string, count: number][] }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1">
      {lines.map(([what, count]) => (
        <div key={what} className="contents">
          <dt className="text-muted">{what}</dt>
          <dd className="text-right tabular-nums">{count}</dd>
        </div>
      ))}
    </dl>
  );
}
