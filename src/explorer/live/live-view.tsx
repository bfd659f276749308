/** The live view. */

/** Shows the view. */
export function LiveView() {
  return <p>A running server: its pipelines, and what each would accept.</p>;
}
