/**
 * The address of the page: `#walk/…` names a view, and what follows belongs to that view. Each view
 * keeps its part while another one is shown.
 */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';

/** The parts of the address. */
export interface Addresses {
  /** The view that is shown. */
  readonly selected: string;
  readonly select: (view: string) => void;
  /** What the address says to a view; empty if nothing. */
  readonly partOf: (view: string) => string;
  /** Writes what the address says to a view, without an entry in the history of the browser. */
  readonly write: (view: string, part: string) => void;
  /** The whole address of a view, to share. */
  readonly linkTo: (view: string) => string;
}

const AddressContext = createContext<Addresses | null>(null);

/** Returns the addresses of the page. */
export function useAddresses(): Addresses {
  const addresses = useContext(AddressContext);
  if (addresses === null) throw new Error('Impossible: a view outside of the page.');
  return addresses;
}

interface State {
  readonly selected: string;
  readonly parts: Readonly<Record<string, string>>;
}

interface ProviderProps {
  /** The views by name; the first one is shown if the address names none. */
  readonly views: readonly string[];
  readonly children: ComponentChildren;
}

/** Keeps the addresses, and follows those that a user enters. */
export function AddressProvider({ views, children }: ProviderProps) {
  const [{ selected, parts }, setState] = useState<State>(() => merged({}, readAddress(views)));
  useEffect(() => {
    const follow = () => setState((last) => merged(last.parts, readAddress(views)));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [views]);
  const address = fragmentOf(selected, parts[selected]);
  useEffect(() => {
    if (window.location.hash !== address) window.history.replaceState(null, '', address);
  }, [address]);
  const addresses = useMemo(
    (): Addresses => ({
      selected,
      select: (view) => setState((last) => ({ ...last, selected: view })),
      partOf: (view) => parts[view] ?? '',
      write: (view, part) =>
        setState((last) => ({ ...last, parts: { ...last.parts, [view]: part } })),
      linkTo: (view) => window.location.href.replace(/#.*/s, '') + fragmentOf(view, parts[view]),
    }),
    [selected, parts],
  );
  return <AddressContext.Provider value={addresses}>{children}</AddressContext.Provider>;
}

function merged(parts: State['parts'], { view, part }: ReturnType<typeof readAddress>): State {
  return { selected: view, parts: { ...parts, [view]: part } };
}

/** The fragment is taken as it is: a view decodes what it has encoded. */
function readAddress(views: readonly string[]) {
  const [, name, part = ''] = /^#([a-z]*)(?:\/(.*))?$/s.exec(window.location.hash) ?? [];
  const view = views.find((each) => each === name);
  return view === undefined ? { view: views[0] as string, part: '' } : { view, part };
}

function fragmentOf(view: string, part = ''): string {
  return part === '' ? `#${view}` : `#${view}/${part}`;
}
