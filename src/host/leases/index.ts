/** Leases and claims of workers, for stores that keep them in a table of their own. */
export {
  type ClaimsTable,
  type HeldClaim,
  isDue,
  type Renewal,
  unreadablePause,
} from './claims-table';
export { type ClaimsSettings, WorkerClaims } from './worker-claims';
