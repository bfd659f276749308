/**
 * The answers of the machine to every event in every class of deployments.
 *
 * Generated from the machine by `npm run generate`; `format.ts` says how to read it.
 */
import type { Compiled } from './format';

/** The answers of the machine. */
export const compiled: Compiled = {
  classes: [0,2,294,8,8,144,8,8,144,8,8,48,8,8,16,8,8,16,8,8,176,8,8,144,8,8,144,8,8,48,8,8,112,8,8,112,8,8,112,8,8,112,8,8,128,4,28,4,28,4,60,4,28,4,28,4,188,4,28,4,28,4,60,4,28,4,28,4,44,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,176,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,176,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,48,8,8,16,8,8,16,8,8,392,2],
  reachable: ["B320","B2A3B6A3B6A3B6A17B4A2B4A2B4A2B4A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B10A3B6A3B6A3B6A17B4A2B4A2B4A2B4A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B6A3B8","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2","B32A3B15A6B21A9B27A9B18A18B34A3B15A6B21A9B27A9B18A18B2","B2A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B4A3B6A3B6A3B6A17B4A8B4A2B4A3B6A12B6A3B6A3B6A12B6A3B6A18B2"],
  types: {
    start: {
      replies: [
        {"rule":"start.stopped","desiredStatus":"take","initial":"take","bootstrapPolicy":"take","generation":1},
        {"rule":"start.standbyNotAllowed","httpStatus":400,"code":"InitialStandbyNotAllowed"},
        {"rule":"start.stopped","desiredStatus":"take","initial":"take","bootstrapPolicy":"take","error":"clear","generation":1},
        {"rule":"start.undismissedError","httpStatus":400,"code":"CannotStartWithUndismissedError"},
        {"rule":"start.alreadyStarted"},
        {"rule":"start.otherBootstrapPolicy","httpStatus":400,"code":"BootstrapPolicyImmutableUnlessStopped"},
        {"rule":"start.otherInitial","httpStatus":400,"code":"InitialImmutableUnlessStopped"},
        {"rule":"start.stopping","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"start.suspending","httpStatus":400,"code":"IllegalPipelineAction"},
      ],
      by: '01010101',
      rows: ["A18B6A12","CDCDCDCDCDCDCDCDCDBDBDBDCDCDCDCDCDCD","E2F4G12E2F4G12","F2E2F2G12F2E2F2G12","F4E2G12F4E2G12","G6E2F4G12E2F4G6","G6F2E2F2G12F2E2F2G6","G6F4E2G12F4E2G6","G12E2F4G12E2F4","G12F2E2F2G12F2E2F2","G12F4E2G12F4E2","H36","I36"],
      classes: 'ABCDEFGHIJKL9CDEFGHIJKL3M3CDECDECDEL6M6E2H2K2E2H2K2L9M9CDEFGHIJKCDEFGHIJKL9M9CDEFGHIJKCDEFGHIJKL9M9L2',
    },
    stop: {
      replies: [
        {"rule":"stop.forcedWhileStopped"},
        {"rule":"stop.gracefulWhileStopped"},
        {"rule":"stop.enterpriseOnly","httpStatus":501,"code":"EnterpriseFeature"},
        {"rule":"stop.forcedWhileStopped","desiredStatus":"take","initial":null,"bootstrapPolicy":null},
        {"rule":"stop.gracefulWhileStopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
        {"rule":"stop.forced"},
        {"rule":"stop.alreadyStopping","httpStatus":503,"code":"IllegalPipelineAction"},
        {"rule":"stop.forced","desiredStatus":"take"},
        {"rule":"stop.gracefulWhileProvisioning","desiredStatus":"Stopped"},
        {"rule":"stop.forcedWhileSuspending","desiredStatus":"take"},
        {"rule":"stop.alreadySuspending","httpStatus":503,"code":"IllegalPipelineAction"},
        {"rule":"stop.standby","httpStatus":405,"code":"UnsupportedPipelineAction"},
        {"rule":"stop.graceful","desiredStatus":"take"},
        {"rule":"stop.notSuspendable","httpStatus":405,"code":"UnsupportedPipelineAction"},
      ],
      by: '00112222',
      rows: ["ABABAC","DEDEDC","FGFGFC","HIHIHC","JKJKJC","HLHLHC","HMHNHC"],
      classes: 'A2B9C9D9C3E3F3G6C6E6G12C9E9G18C9E9G18C9E9C2',
    },
    pause: {
      replies: [
        {"rule":"pause.stopped","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"pause.standby","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"pause.notYetDeployed","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"pause.stopping","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"pause.suspending","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"pause.deployed"},
        {"rule":"pause.deployed","desiredStatus":"take"},
      ],
      rows: ["A","B","C","D","E","F","G"],
      classes: 'A2B3C6D9B3C6D3E3B3F3G3D6E6F6G6D9E9F9G9D9E9F9G9D9E9D2',
    },
    resume: {
      replies: [
        {"rule":"resume.stopped","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"resume.standby","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"resume.notYetDeployed","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"resume.stopping","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"resume.suspending","httpStatus":400,"code":"IllegalPipelineAction"},
        {"rule":"resume.deployed","desiredStatus":"take"},
        {"rule":"resume.deployed"},
      ],
      rows: ["A","B","C","D","E","F","G"],
      classes: 'A2B3C6D9B3C6D3E3B3F3G3D6E6F6G6D9E9F9G9D9E9F9G9D9E9D2',
    },
    activate: {
      replies: [
        {"rule":"activate.notDeployed","httpStatus":503,"code":"PipelineInteractionNotDeployed"},
        {"rule":"activate.notInStandby","httpStatus":503,"code":"InvalidTransition"},
        {"rule":"activate.standby","desiredStatus":"take"},
        {"rule":"activate.standby"},
      ],
      rows: ["A2","B2","C2","DC","CD"],
      classes: 'A29B6C3D3E3B114A2',
    },
    approve: {
      replies: [
        {"rule":"approve.notDeployed","httpStatus":503,"code":"PipelineInteractionNotDeployed"},
        {"rule":"approve.notAwaiting","httpStatus":503,"code":"InvalidTransition"},
        {"rule":"approve.awaiting","bootstrapApproved":true},
        {"rule":"approve.awaiting"},
      ],
      rows: ["A","B","C","D"],
      classes: 'A29B27CDCDCDCDCDCDB90A2',
    },
    dismissError: {
      replies: [
        {"rule":"dismissError.noError"},
        {"rule":"dismissError.stopped","error":"clear"},
        {"rule":"dismissError.notStopped","httpStatus":400,"code":"DismissErrorRestrictedToFullyStopped"},
      ],
      rows: ["A","B","C"],
      classes: 'ABA157C',
    },
    provisioning: {
      replies: [
        {"rule":"provisioning.stale"},
        {"rule":"generation.stale"},
        {"rule":"provisioning.begins","status":"Provisioning"},
      ],
      rows: ["A4B","C4B"],
      classes: 'A2B9A149',
    },
    standby: {
      replies: [
        {"rule":"standby.stale"},
        {"rule":"generation.stale"},
        {"rule":"standby.reached","status":"Standby"},
        {"rule":"standby.remains"},
      ],
      rows: ["A4B","C4B","D4B"],
      classes: 'A20B3A9C12A116',
    },
    awaitingApproval: {
      replies: [
        {"rule":"awaitingApproval.stale"},
        {"rule":"generation.stale"},
        {"rule":"awaitingApproval.reached","status":"AwaitingApproval"},
        {"rule":"awaitingApproval.remains"},
      ],
      rows: ["A4B","C4B","D4B"],
      classes: 'A25BA2BA11BA2BA6C18A92',
    },
    paused: {
      replies: [
        {"rule":"paused.stale"},
        {"rule":"generation.stale"},
        {"rule":"paused.reached","status":"Paused"},
        {"rule":"paused.approved","status":"Paused","bootstrapApproved":false},
        {"rule":"paused.deployed","status":"Paused"},
        {"rule":"paused.deployed"},
      ],
      rows: ["A4B","C4B","D4B","E4B","F4B"],
      classes: 'A23B3A12B3A16CACACA15D27A9E27A20',
    },
    running: {
      replies: [
        {"rule":"running.stale"},
        {"rule":"generation.stale"},
        {"rule":"running.reached","status":"Running"},
        {"rule":"running.approved","status":"Running","bootstrapApproved":false},
        {"rule":"running.deployed"},
        {"rule":"running.deployed","status":"Running"},
      ],
      rows: ["A4B","C4B","D4B","E4B","F4B"],
      classes: 'A26B3A12B3A19CACACA9D27A9E27A20',
    },
    suspending: {
      replies: [
        {"rule":"suspending.stale"},
        {"rule":"generation.stale"},
        {"rule":"suspending.begins","status":"Suspending"},
        {"rule":"suspending.begins","status":"Suspending","bootstrapApproved":false},
        {"rule":"suspending.begins"},
      ],
      rows: ["A4B","C4B","D4B","E4B"],
      classes: 'A32B3A15BCBCBCA21B9A27B9A27D9A2',
    },
    suspended: {
      replies: [
        {"rule":"suspended.stale"},
        {"rule":"generation.stale"},
        {"rule":"suspended.stops","status":"Stopping","initial":null,"bootstrapPolicy":null},
        {"rule":"suspended.stops","status":"Stopping","initial":null,"bootstrapPolicy":null,"checkpoint":"take"},
        {"rule":"suspended.stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
        {"rule":"suspended.stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"checkpoint":"take"},
      ],
      rows: ["A4B","CDCDB","EFEFB"],
      classes: 'A140B9C9A2',
    },
    stopping: {
      replies: [
        {"rule":"stopping.stale"},
        {"rule":"generation.stale"},
        {"rule":"stopping.begins","status":"Stopping","initial":null,"bootstrapPolicy":null},
        {"rule":"stopping.begins","status":"Stopping","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false},
      ],
      rows: ["A4B","C4B","D4B"],
      classes: 'A11B9A9B3A12BCBCBCA18B9A27B9A27B9A11',
    },
    failed: {
      replies: [
        {"rule":"failed.stale"},
        {"rule":"generation.stale"},
        {"rule":"failed.beforeProvisioning","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":"take"},
        {"rule":"failed.suspension","status":"Stopping","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.suspension","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.whileStopping"},
      ],
      rows: ["A4B","C4B","D4B","E4B","F4B","G4B","H4B","I4B","J4B"],
      classes: 'A2B9C9D9C3D12CECECEDFDFDFDFDFDFDFDFDFC9D27C9D27G9H9I2',
    },
    deprovisioned: {
      replies: [
        {"rule":"deprovisioned.stale"},
        {"rule":"generation.stale"},
        {"rule":"deprovisioned.stops","status":"Stopped"},
      ],
      rows: ["A4B","C4B"],
      classes: 'A158B2',
    },
    checkpointed: {
      replies: [
        {"rule":"checkpointed.stale"},
        {"rule":"checkpointed.late"},
        {"rule":"checkpointed.late","checkpoint":"take"},
        {"rule":"generation.stale"},
        {"rule":"checkpointed.records"},
        {"rule":"checkpointed.records","checkpoint":"take"},
      ],
      rows: ["A2BCD","A4D","EFEFD"],
      classes: 'A2B66C90A2',
    },
  },
};
