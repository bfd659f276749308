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
  /** Returns what the user has last entered for a view, by a link or by hand. */
  readonly entered: (view: string) => EnteredAddress;
  /**
   * Writes what the address says to a view, without an entry in the history of the browser. It does
   * not count as entered, so a view that follows what is entered never follows itself.
   */
  readonly write: (view: string, part: string) => void;
  /** The whole address of a view, to share. */
  readonly linkTo: (view: string) => string;
}

/** The address that a user has entered: the part for one view, and how often that was. */
export interface EnteredAddress {
  readonly part: string;
  readonly turn: number;
}

const AddressContext = createContext<Addresses | null>(null);

/** Returns the addresses of the page. */
export function useAddresses(): Addresses {
  const addresses = useContext(AddressContext);
  if (addresses === null) throw new Error('Impossible: a view outside of the page.');
  return addresses;
}

interface AddressState {
  readonly selected: string;
  readonly entered: Readonly<Record<string, EnteredAddress>>;
  readonly written: Readonly<Record<string, string>>;
}

interface ProviderProps {
  /** The views by name; the first one is shown if the address names none. */
  readonly views: readonly string[];
  readonly children: ComponentChildren;
}

/** Keeps the addresses, and follows those that a user enters. */
export function AddressProvider({ views, children }: ProviderProps) {
  const [{ selected, entered, written }, setState] = useState<AddressState>(() =>
    withEntered(
      { selected: '', entered: {}, written: {} },
      readAddress(window.location.href, views),
    ),
  );
  useEffect(() => {
    // Of the event, because several may wait, and what a view writes changes the location.
    const follow = ({ newURL }: HashChangeEvent) =>
      setState((last) => withEntered(last, readAddress(newURL, views)));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [views]);
  const address = fragmentOf(selected, written[selected]);
  useEffect(() => {
    if (window.location.hash !== address) window.history.replaceState(null, '', address);
  }, [address, entered]);
  const addresses = useMemo(
    (): Addresses => ({
      selected,
      select: (view) => setState((last) => ({ ...last, selected: view })),
      entered: (view) => entered[view] ?? neverEntered,
      write: (view, part) =>
        setState((last) =>
          last.written[view] === part
            ? last
            : { ...last, written: { ...last.written, [view]: part } },
        ),
      linkTo: (view) => window.location.href.replace(/#.*/s, '') + fragmentOf(view, written[view]),
    }),
    [selected, entered, written],
  );
  return <AddressContext.Provider value={addresses}>{children}</AddressContext.Provider>;
}

const neverEntered: EnteredAddress = { part: '', turn: 0 };

function withEntered(
  last: AddressState,
  { view, part }: ReturnType<typeof readAddress>,
): AddressState {
  const { turn } = last.entered[view] ?? neverEntered;
  return {
    selected: view,
    entered: { ...last.entered, [view]: { part, turn: turn + 1 } },
    written: { ...last.written, [view]: part },
  };
}

/** The fragment is taken as it is: a view decodes what it has encoded. */
function readAddress(address: string, views: readonly string[]) {
  const [, name, part = ''] = /^[^#]*#([a-z]*)(?:\/(.*))?$/s.exec(address) ?? [];
  const view = views.find((each) => each === name);
  return view === undefined ? { view: views[0] as string, part: '' } : { view, part };
}

function fragmentOf(view: string, part = ''): string {
  return part === '' ? `#${view}` : `#${view}/${part}`;
}
