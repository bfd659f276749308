/** Reading back the Markdown tables that the program prints. */

/** The cells of a row of a Markdown table that has no escaped pipes. */
export function cellsOf(row: string): string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
