/** The history view. */
export { HistoryView } from './history-view';
