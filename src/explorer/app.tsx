/** The explorer: its heading, and its views as tabs. */
import { AddressProvider, useAddresses } from './addresses';
import { Announcer } from './announcer';
import { HistoryView } from './history';
import { LiveView } from './live';
import { Tabs, type View } from './tabs';
import { WalkView } from './walk';

const views: readonly View[] = [
  { id: 'walk', title: 'Walk', content: WalkView },
  { id: 'history', title: 'History', content: HistoryView },
  { id: 'live', title: 'Live', content: LiveView },
];
const names = views.map(({ id }) => id);

/** The whole page. */
export function App() {
  return (
    <Announcer>
      <AddressProvider views={names}>
        <header class="heading">
          <h1>Pipeline lifecycle explorer</h1>
        </header>
        <main>
          <SelectedView />
        </main>
      </AddressProvider>
    </Announcer>
  );
}

function SelectedView() {
  const { selected, select } = useAddresses();
  return <Tabs views={views} selected={selected} onSelect={select} />;
}
