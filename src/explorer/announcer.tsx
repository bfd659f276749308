/**
 * The live region: one place that says what has just happened, for those who do not see it. Every
 * view says it through `useAnnounce`.
 */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';

/** Says a sentence to those who use a screen reader. */
export type Announce = (sentence: string) => void;

const Announcing = createContext<Announce>(() => {});

/** Returns the function that says a sentence in the live region. */
export function useAnnounce(): Announce {
  return useContext(Announcing);
}

/** The live region around everything that may say something. */
export function Announcer({ children }: { readonly children: ComponentChildren }) {
  const [{ sentence, turn }, setSaid] = useState({ sentence: '', turn: 0 });
  const announce = (next: string) =>
    setSaid(({ turn: last }) => ({ sentence: next, turn: last + 1 }));
  return (
    <Announcing.Provider value={announce}>
      {children}
      <p class="announcer" role="status">
        {/* Another element for each sentence, so that the same one is said again. */}
        <span key={turn}>{sentence}</span>
      </p>
    </Announcing.Provider>
  );
}
