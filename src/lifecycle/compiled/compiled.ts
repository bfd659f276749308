/**
 * The answers of the machine to every event in every class of deployments.
 *
 * Generated from the machine by `npm run generate`; `format.ts` says how to read it.
 */
import type { Compiled } from './format';

/** The classes that can occur. */
export const classDifferences: Compiled['classes'] = [0,2,294,8,8,144,8,8,144,8,8,48,8,8,16,8,8,16,8,8,176,8,8,144,8,8,144,8,8,48,8,8,112,8,8,112,8,8,112,8,8,112,8,8,128,4,28,4,28,4,60,4,28,4,28,4,188,4,28,4,28,4,60,4,28,4,28,4,44,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,176,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,176,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,392,2];

/** Those that can occur with certain capabilities. */
export const reachableClasses: Compiled['reachable'] = ["B320","B2A3B6A3B6A3B6A17B4A2B4A2B4A2B4A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B10A3B6A3B6A3B6A17B4A2B4A2B4A2B4A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B8","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2"];

/** The answers. */
export const answersByType: Compiled['types'] = {
  start: {
    replies: [
      {"rule":"stopped","desiredStatus":"take","initial":"take","bootstrapPolicy":"take","error":"clear","generation":1},
      {"rule":"standbyNotAllowed","httpStatus":400,"code":"InitialStandbyNotAllowed"},
      {"rule":"undismissedError","httpStatus":400,"code":"CannotStartWithUndismissedError"},
      {"rule":"alreadyStarted"},
      {"rule":"otherBootstrapPolicy","httpStatus":400,"code":"BootstrapPolicyImmutableUnlessStopped"},
      {"rule":"otherInitial","httpStatus":400,"code":"InitialImmutableUnlessStopped"},
      {"rule":"stopping","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"suspending","httpStatus":400,"code":"IllegalPipelineAction"},
    ],
    by: '01010101',
    rows: ["A18B6A12","ACACACACACACACACACBCBCBCACACACACACAC","D2E4F12D2E4F12","E2D2E2F12E2D2E2F12","E4D2F12E4D2F12","F6D2E4F12D2E4F6","F6E2D2E2F12E2D2E2F6","F6E4D2F12E4D2F6","F12D2E4F12D2E4","F12E2D2E2F12E2D2E2","F12E4D2F12E4D2","G36","H36"],
    classes: 'ABCDEFGHIJKL9CDEFGHIJKL3M3CDECDECDEL6M6E2H2K2E2H2K2L9M9CDEFGHIJKCDEFGHIJKL9M9CDEFGHIJKCDEFGHIJKL9M9L2',
  },
  stop: {
    replies: [
      {"rule":"forcedWhileStopped","desiredStatus":"take","initial":null,"bootstrapPolicy":null},
      {"rule":"gracefulWhileStopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
      {"rule":"enterpriseOnly","httpStatus":501,"code":"EnterpriseFeature"},
      {"rule":"forced","desiredStatus":"take"},
      {"rule":"alreadyStopping","httpStatus":503,"code":"IllegalPipelineAction"},
      {"rule":"gracefulWhileProvisioning","desiredStatus":"Stopped"},
      {"rule":"forcedWhileSuspending","desiredStatus":"take"},
      {"rule":"alreadySuspending","httpStatus":503,"code":"IllegalPipelineAction"},
      {"rule":"standby","httpStatus":405,"code":"UnsupportedPipelineAction"},
      {"rule":"graceful","desiredStatus":"take"},
      {"rule":"notSuspendable","httpStatus":405,"code":"UnsupportedPipelineAction"},
    ],
    by: '00112222',
    rows: ["ABABAC","DEDEDC","DFDFDC","GHGHGC","DIDIDC","DJDKDC"],
    classes: 'A11B9C9B3D3E3F6B6D6F12B9D9F18B9D9F18B9D9B2',
  },
  pause: {
    replies: [
      {"rule":"stopped","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"standby","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"notYetDeployed","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"stopping","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"suspending","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"deployed","desiredStatus":"take"},
    ],
    rows: ["A","B","C","D","E","F"],
    classes: 'A2B3C6D9B3C6D3E3B3F6D6E6F12D9E9F18D9E9F18D9E9D2',
  },
  resume: {
    replies: [
      {"rule":"stopped","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"standby","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"notYetDeployed","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"stopping","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"suspending","httpStatus":400,"code":"IllegalPipelineAction"},
      {"rule":"deployed","desiredStatus":"take"},
    ],
    rows: ["A","B","C","D","E","F"],
    classes: 'A2B3C6D9B3C6D3E3B3F6D6E6F12D9E9F18D9E9F18D9E9D2',
  },
  activate: {
    replies: [
      {"rule":"notDeployed","httpStatus":503,"code":"PipelineInteractionNotDeployed"},
      {"rule":"notInStandby","httpStatus":503,"code":"InvalidTransition"},
      {"rule":"standby","desiredStatus":"take"},
    ],
    rows: ["A2","B2","C2"],
    classes: 'A29B6C9B114A2',
  },
  approve: {
    replies: [
      {"rule":"notDeployed","httpStatus":503,"code":"PipelineInteractionNotDeployed"},
      {"rule":"notAwaiting","httpStatus":503,"code":"InvalidTransition"},
      {"rule":"awaiting","bootstrapApproved":true},
    ],
    rows: ["A","B","C"],
    classes: 'A29B27C12B90A2',
  },
  dismissError: {
    replies: [
      {"rule":"noError"},
      {"rule":"stopped","error":"clear"},
      {"rule":"notStopped","httpStatus":400,"code":"DismissErrorRestrictedToFullyStopped"},
    ],
    rows: ["A","B","C"],
    classes: 'ABA157C',
  },
  provisioning: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"begins","status":"Provisioning"},
    ],
    rows: ["A4B","C4B"],
    classes: 'A2B9A149',
  },
  standby: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"reached","status":"Standby"},
      {"rule":"remains"},
    ],
    rows: ["A4B","C4B","D4B"],
    classes: 'A20B3A9C12A116',
  },
  awaitingApproval: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"reached","status":"AwaitingApproval"},
      {"rule":"remains"},
    ],
    rows: ["A4B","C4B","D4B"],
    classes: 'A25BA2BA11BA2BA6C18A92',
  },
  paused: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"reached","status":"Paused"},
      {"rule":"approved","status":"Paused","bootstrapApproved":false},
      {"rule":"deployed","status":"Paused"},
    ],
    rows: ["A4B","C4B","D4B","E4B"],
    classes: 'A23B3A12B3A16CACACA15D27A9D27A20',
  },
  running: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"reached","status":"Running"},
      {"rule":"approved","status":"Running","bootstrapApproved":false},
      {"rule":"deployed","status":"Running"},
    ],
    rows: ["A4B","C4B","D4B","E4B"],
    classes: 'A26B3A12B3A19CACACA9D27A9D27A20',
  },
  suspending: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"begins","status":"Suspending","bootstrapApproved":false},
    ],
    rows: ["A4B","C4B"],
    classes: 'A32B3A15B6A21B9A27B9A27B9A2',
  },
  suspended: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
      {"rule":"stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"checkpoint":"take"},
    ],
    rows: ["A4B","CDCDB"],
    classes: 'A140B18A2',
  },
  stopping: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"begins","status":"Stopping","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false},
    ],
    rows: ["A4B","C4B"],
    classes: 'A11B9A9B3A12B6A18B9A27B9A27B9A11',
  },
  failed: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"beforeProvisioning","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
      {"rule":"deployment","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":"take"},
      {"rule":"suspension","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
      {"rule":"whileStopping"},
    ],
    rows: ["A4B","C4B","D4B","E4B","F4B"],
    classes: 'A2B9C129D18E2',
  },
  deprovisioned: {
    replies: [
      {"rule":"stale"},
      {"rule":"generation.stale"},
      {"rule":"stops","status":"Stopped"},
    ],
    rows: ["A4B","C4B"],
    classes: 'A158B2',
  },
  checkpointed: {
    replies: [
      {"rule":"stale"},
      {"rule":"late"},
      {"rule":"late","checkpoint":"take"},
      {"rule":"generation.stale"},
      {"rule":"records"},
      {"rule":"records","checkpoint":"take"},
    ],
    rows: ["A2BCD","A4D","EFEFD"],
    classes: 'A2B66C90A2',
  },
};
