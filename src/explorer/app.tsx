/** The explorer: its heading, its views as tabs, and the address, whose first word names the view. */
import { useEffect, useState } from 'preact/hooks';
import { Announcer } from './announcer';
import { HistoryView } from './history';
import { LiveView } from './live';
import { Tabs, type View } from './tabs';
import { WalkView } from './walk';

const views: readonly [View, ...View[]] = [
  { id: 'walk', title: 'Walk', content: WalkView },
  { id: 'history', title: 'History', content: HistoryView },
  { id: 'live', title: 'Live', content: LiveView },
];

/** The whole page. */
export function App() {
  const [selected, setSelected] = useState(viewInAddress);
  useEffect(() => {
    const follow = () => setSelected(viewInAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const select = (id: string) => {
    window.history.replaceState(null, '', `#${id}`);
    setSelected(id);
  };
  return (
    <Announcer>
      <header class="heading">
        <h1>Pipeline lifecycle explorer</h1>
      </header>
      <main>
        <Tabs views={views} selected={selected} onSelect={select} />
      </main>
    </Announcer>
  );
}

/** The view that the address names: the first one if it names none. */
function viewInAddress(): string {
  const [name] = window.location.hash.slice(1).split('/');
  return views.find(({ id }) => id === name)?.id ?? views[0].id;
}
