/** The purpose of the view, and walks to begin with. */
import { exampleWalks } from '../model';

/** The introduction of the walk. */
export function Introduction() {
  return (
    <div class="introduction">
      <p>
        Ask as a user, report as the runner, and see what the lifecycle answers, by which rule. An
        action only changes what is desired; an observation changes what is.
      </p>
      <ul>
        {exampleWalks.map(({ question, address }) => (
          <li key={address}>
            <a href={`#walk/${address}`}>{question}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
