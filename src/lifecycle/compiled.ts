/**
 * What the machine answers to every event in every class of deployments.
 *
 * Generated from the machine by `npm run generate`; `compiled-format.ts` says how to read it.
 */
import type { Compiled } from './compiled-format';

/** The answers of the machine. */
export const compiled: Compiled = {
  classes: [0,2,296,304,312,456,464,472,616,624,632,680,688,696,712,720,728,744,752,760,936,944,952,1096,1104,1112,1256,1264,1272,1320,1328,1336,1448,1456,1464,1576,1584,1592,1704,1712,1720,1832,1840,1848,1976,1980,2008,2012,2040,2044,2104,2108,2136,2140,2168,2172,2360,2364,2392,2396,2424,2428,2488,2492,2520,2524,2552,2556,2600,2608,2616,2632,2640,2648,2664,2672,2680,2728,2736,2744,2760,2768,2776,2792,2800,2808,2984,2992,3000,3016,3024,3032,3048,3056,3064,3112,3120,3128,3144,3152,3160,3176,3184,3192,3240,3248,3256,3272,3280,3288,3304,3312,3320,3368,3376,3384,3400,3408,3416,3432,3440,3448,3624,3632,3640,3656,3664,3672,3688,3696,3704,3752,3760,3768,3784,3792,3800,3816,3824,3832,3880,3888,3896,3912,3920,3928,3944,3952,3960,4008,4016,4024,4040,4048,4056,4072,4080,4088,4480,4482],
  types: {
    start: {
      replies: [
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"allow","generation":1},
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"allow","error":"clear","generation":1},
        {"rule":"start.alreadyStarted"},
        {"rule":"start.otherBootstrapPolicy"},
        {"rule":"start.otherInitial"},
        {"rule":"start.stopping"},
        {"rule":"start.suspending"},
        {"rule":"start.standbyNotAllowed"},
        {"rule":"start.undismissedError"},
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"reject","generation":1},
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"reject","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"await_approval","generation":1},
        {"rule":"start.stopped","desiredStatus":"Standby","initial":"standby","bootstrapPolicy":"await_approval","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"allow","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"allow","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"reject","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"reject","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"await_approval","generation":1},
        {"rule":"start.stopped","desiredStatus":"Paused","initial":"paused","bootstrapPolicy":"await_approval","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"allow","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"allow","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"reject","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"reject","error":"clear","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"await_approval","generation":1},
        {"rule":"start.stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"await_approval","error":"clear","generation":1},
      ],
      slots: [
        {"columns":["ABCD2E6F9CD2E6F3G3CD2CD2CD2F6G6D2E4D2E4F9G9CD2E6CD2E6F9G9CD2E6CD2E6F9G9F2","H2CD2E6F9CD2E6F3G3CD2CD2CD2F6G6D2E4D2E4F9G9CD2E6CD2E6F9G9CD2E6CD2E6F9G9F2"],"by":"01010101"},
        {"columns":["AICD2E6F9CD2E6F3G3CD2CD2CD2F6G6D2E4D2E4F9G9CD2E6CD2E6F9G9CD2E6CD2E6F9G9F2","HICD2E6F9CD2E6F3G3CD2CD2CD2F6G6D2E4D2E4F9G9CD2E6CD2E6F9G9CD2E6CD2E6F9G9F2"],"by":"01010101"},
        {"columns":["JKDCDE6F9DCDE6F3G3DCD2CD2CDF6G6D2E4D2E4F9G9DCDE6DCDE6F9G9DCDE6DCDE6F9G9F2","H2DCDE6F9DCDE6F3G3DCD2CD2CDF6G6D2E4D2E4F9G9DCDE6DCDE6F9G9DCDE6DCDE6F9G9F2"],"by":"01010101"},
        {"columns":["JIDCDE6F9DCDE6F3G3DCD2CD2CDF6G6D2E4D2E4F9G9DCDE6DCDE6F9G9DCDE6DCDE6F9G9F2","HIDCDE6F9DCDE6F3G3DCD2CD2CDF6G6D2E4D2E4F9G9DCDE6DCDE6F9G9DCDE6DCDE6F9G9F2"],"by":"01010101"},
        {"columns":["LMD2CE6F9D2CE6F3G3D2CD2CD2CF6G6C2E4C2E4F9G9D2CE6D2CE6F9G9D2CE6D2CE6F9G9F2","H2D2CE6F9D2CE6F3G3D2CD2CD2CF6G6C2E4C2E4F9G9D2CE6D2CE6F9G9D2CE6D2CE6F9G9F2"],"by":"01010101"},
        {"columns":["LID2CE6F9D2CE6F3G3D2CD2CD2CF6G6C2E4C2E4F9G9D2CE6D2CE6F9G9D2CE6D2CE6F9G9F2","HID2CE6F9D2CE6F3G3D2CD2CD2CF6G6C2E4C2E4F9G9D2CE6D2CE6F9G9D2CE6D2CE6F9G9F2"],"by":"01010101"},
        {"columns":["NOE3CD2E3F9E3CD2E3F3G3E9F6G6E2D2E4D2E2F9G9E3CD2E6CD2E3F9G9E3CD2E6CD2E3F9G9F2"]},
        {"columns":["NIE3CD2E3F9E3CD2E3F3G3E9F6G6E2D2E4D2E2F9G9E3CD2E6CD2E3F9G9E3CD2E6CD2E3F9G9F2"]},
        {"columns":["PQE3DCDE3F9E3DCDE3F3G3E9F6G6E2D2E4D2E2F9G9E3DCDE6DCDE3F9G9E3DCDE6DCDE3F9G9F2"]},
        {"columns":["PIE3DCDE3F9E3DCDE3F3G3E9F6G6E2D2E4D2E2F9G9E3DCDE6DCDE3F9G9E3DCDE6DCDE3F9G9F2"]},
        {"columns":["RSE3D2CE3F9E3D2CE3F3G3E9F6G6E2C2E4C2E2F9G9E3D2CE6D2CE3F9G9E3D2CE6D2CE3F9G9F2"]},
        {"columns":["RIE3D2CE3F9E3D2CE3F3G3E9F6G6E2C2E4C2E2F9G9E3D2CE6D2CE3F9G9E3D2CE6D2CE3F9G9F2"]},
        {"columns":["TUE6CD2F9E6CD2F3G3E9F6G6E4D2E4D2F9G9E6CD2E6CD2F9G9E6CD2E6CD2F9G9F2"]},
        {"columns":["TIE6CD2F9E6CD2F3G3E9F6G6E4D2E4D2F9G9E6CD2E6CD2F9G9E6CD2E6CD2F9G9F2"]},
        {"columns":["VWE6DCDF9E6DCDF3G3E9F6G6E4D2E4D2F9G9E6DCDE6DCDF9G9E6DCDE6DCDF9G9F2"]},
        {"columns":["VIE6DCDF9E6DCDF3G3E9F6G6E4D2E4D2F9G9E6DCDE6DCDF9G9E6DCDE6DCDF9G9F2"]},
        {"columns":["XYE6D2CF9E6D2CF3G3E9F6G6E4C2E4C2F9G9E6D2CE6D2CF9G9E6D2CE6D2CF9G9F2"]},
        {"columns":["XIE6D2CF9E6D2CF3G3E9F6G6E4C2E4C2F9G9E6D2CE6D2CF9G9E6D2CE6D2CF9G9F2"]},
      ],
    },
    stop: {
      replies: [
        {"rule":"stop.forcedWhileStopped"},
        {"rule":"stop.forcedWhileStopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
        {"rule":"stop.forced"},
        {"rule":"stop.forced","desiredStatus":"Stopped"},
        {"rule":"stop.forcedWhileSuspending","desiredStatus":"Stopped"},
        {"rule":"stop.gracefulWhileStopped"},
        {"rule":"stop.gracefulWhileStopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
        {"rule":"stop.alreadyStopping"},
        {"rule":"stop.gracefulWhileProvisioning","desiredStatus":"Stopped"},
        {"rule":"stop.alreadySuspending"},
        {"rule":"stop.standby"},
        {"rule":"stop.graceful","desiredStatus":"Suspended"},
        {"rule":"stop.notSuspendable"},
        {"rule":"stop.enterpriseOnly"},
      ],
      slots: [
        {"columns":["A2B9C9D9C3E3D9C6E6D12C9E9D18C9E9D18C9E9C2"]},
        {"columns":["F2G9H9I9H3J3K3L6H6J6L12H9J9L18H9J9L18H9J9H2","F2G9H9I9H3J3K3M6H6J6M12H9J9M18H9J9M18H9J9H2","N160"],"by":"00112222"},
      ],
    },
    pause: {
      replies: [
        {"rule":"pause.stopped"},
        {"rule":"pause.standby"},
        {"rule":"pause.notYetDeployed"},
        {"rule":"pause.stopping"},
        {"rule":"pause.suspending"},
        {"rule":"pause.deployed"},
        {"rule":"pause.deployed","desiredStatus":"Paused"},
      ],
      slots: [
        {"columns":["A2B3C6D9B3C6D3E3B3F3G3D6E6F6G6D9E9F9G9D9E9F9G9D9E9D2"]},
      ],
    },
    resume: {
      replies: [
        {"rule":"resume.stopped"},
        {"rule":"resume.standby"},
        {"rule":"resume.notYetDeployed"},
        {"rule":"resume.stopping"},
        {"rule":"resume.suspending"},
        {"rule":"resume.deployed","desiredStatus":"Running"},
        {"rule":"resume.deployed"},
      ],
      slots: [
        {"columns":["A2B3C6D9B3C6D3E3B3F3G3D6E6F6G6D9E9F9G9D9E9F9G9D9E9D2"]},
      ],
    },
    activate: {
      replies: [
        {"rule":"activate.notDeployed"},
        {"rule":"activate.notInStandby"},
        {"rule":"activate.standby","desiredStatus":"Paused"},
        {"rule":"activate.standby"},
        {"rule":"activate.standby","desiredStatus":"Running"},
      ],
      slots: [
        {"columns":["A29B6C3D3C3B114A2"]},
        {"columns":["A29B6E6D3B114A2"]},
      ],
    },
    approve: {
      replies: [
        {"rule":"approve.notDeployed"},
        {"rule":"approve.notAwaiting"},
        {"rule":"approve.awaiting","bootstrapApproved":true},
        {"rule":"approve.awaiting"},
      ],
      slots: [
        {"columns":["A29B27CDCDCDCDCDCDB90A2"]},
      ],
    },
    dismissError: {
      replies: [
        {"rule":"dismissError.noError"},
        {"rule":"dismissError.stopped","error":"clear"},
        {"rule":"dismissError.notStopped"},
      ],
      slots: [
        {"columns":["ABA157C"]},
      ],
    },
    provisioning: {
      replies: [
        {"rule":"provisioning.stale"},
        {"rule":"provisioning.begins","status":"Provisioning"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A2B9A149"]},
        null,
        {"columns":["C160"]},
      ],
    },
    standby: {
      replies: [
        {"rule":"standby.stale"},
        {"rule":"standby.reached","status":"Standby"},
        {"rule":"standby.remains"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A20B3A9C12A116"]},
        null,
        {"columns":["D160"]},
      ],
    },
    awaitingApproval: {
      replies: [
        {"rule":"awaitingApproval.stale"},
        {"rule":"awaitingApproval.reached","status":"AwaitingApproval"},
        {"rule":"awaitingApproval.remains"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A25BA2BA11BA2BA6C18A92"]},
        null,
        {"columns":["D160"]},
      ],
    },
    paused: {
      replies: [
        {"rule":"paused.stale"},
        {"rule":"paused.reached","status":"Paused"},
        {"rule":"paused.approved","status":"Paused","bootstrapApproved":false},
        {"rule":"paused.deployed","status":"Paused"},
        {"rule":"paused.deployed"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A23B3A12B3A16CACACA15D27A9E27A20"]},
        null,
        {"columns":["F160"]},
      ],
    },
    running: {
      replies: [
        {"rule":"running.stale"},
        {"rule":"running.reached","status":"Running"},
        {"rule":"running.approved","status":"Running","bootstrapApproved":false},
        {"rule":"running.deployed"},
        {"rule":"running.deployed","status":"Running"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A26B3A12B3A19CACACA9D27A9E27A20"]},
        null,
        {"columns":["F160"]},
      ],
    },
    suspending: {
      replies: [
        {"rule":"suspending.stale"},
        {"rule":"suspending.begins","status":"Suspending"},
        {"rule":"suspending.begins","status":"Suspending","bootstrapApproved":false},
        {"rule":"suspending.begins"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A32B3A15BCBCBCA21B9A27B9A27D9A2"]},
        null,
        {"columns":["E160"]},
      ],
    },
    suspended: {
      replies: [
        {"rule":"suspended.stale"},
        {"rule":"suspended.stops","status":"Stopping","initial":null,"bootstrapPolicy":null},
        {"rule":"suspended.stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null},
        {"rule":"suspended.stops","status":"Stopping","initial":null,"bootstrapPolicy":null,"checkpoint":"take"},
        {"rule":"suspended.stops","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"checkpoint":"take"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A140B9C9A2"]},
        {"columns":["A140D9E9A2"]},
        {"columns":["F160"]},
      ],
    },
    stopping: {
      replies: [
        {"rule":"stopping.stale"},
        {"rule":"stopping.begins","status":"Stopping","initial":null,"bootstrapPolicy":null},
        {"rule":"stopping.begins","status":"Stopping","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A11B9A9B3A12BCBCBCA18B9A27B9A27B9A11"]},
        null,
        {"columns":["D160"]},
      ],
    },
    failed: {
      replies: [
        {"rule":"failed.stale"},
        {"rule":"failed.beforeProvisioning","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":"take"},
        {"rule":"failed.deployment","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":"take"},
        {"rule":"failed.suspension","status":"Stopping","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.suspension","status":"Stopping","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"error":"take"},
        {"rule":"failed.whileStopping"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A2B9C9D9C3D12CECECEDFDFDFDFDFDFDFDFDFC9D27C9D27G9H9I2"]},
        null,
        {"columns":["J160"]},
      ],
    },
    deprovisioned: {
      replies: [
        {"rule":"deprovisioned.stale"},
        {"rule":"deprovisioned.stops","status":"Stopped"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A158B2"]},
        null,
        {"columns":["C160"]},
      ],
    },
    checkpointed: {
      replies: [
        {"rule":"checkpointed.stale"},
        {"rule":"checkpointed.records"},
        {"rule":"checkpointed.records","checkpoint":"take"},
        {"rule":"generation.stale"},
      ],
      slots: [
        {"columns":["A68B90A2"]},
        {"columns":["A68C90A2"]},
        {"columns":["D160"]},
      ],
    },
  },
};
