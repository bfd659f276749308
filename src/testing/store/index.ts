/** The contract of a store, as checks. */
export {
  BrokenStoreError,
  type CreateStore,
  checkStore,
  type StoreCheck,
  type StoreCheckOptions,
  type StoreMachine,
  storeChecks,
} from './store-checks';
