/** The walk view. */

/** Shows the view. */
export function WalkView() {
  return (
    <p>Walks through the lifecycle: what each action and each report would do, step by step.</p>
  );
}
