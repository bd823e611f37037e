/** What a chart shows, as a table. */

export interface ChartData {
  readonly columns: readonly string[];
  /** Each begins with what the row is about. */
  readonly rows: readonly (readonly string[])[];
}

export function ChartTable({
  label,
  data: { columns, rows },
}: {
  readonly label: string;
  readonly data: ChartData;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="chart-table" tabIndex={0} aria-label={`${label} As a table.`}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first = '', ...others]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {others.map((cell, index) => (
                <td key={columns[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
