/** The history view. */

/** Shows the view. */
export function HistoryView() {
  return <p>Recorded histories: which line breaks which rule.</p>;
}
