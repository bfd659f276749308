import { test } from 'vitest';
import { readFileSync, readdirSync } from 'node:fs';
import { checkHistory, describeViolation } from '../src/trace';
test('x', async () => {
  for (const f of readdirSync('examples/histories')) { const r = await checkHistory(readFileSync('examples/histories/'+f,'utf8').split('\n'), {source:f}); console.log(f, r.legal, r.violation ? describeViolation(r.violation):''); }
  const lines: string[]=[]; 
  const loop = ['{"call":"start","query":{},"answer":202}','{"seen":{"deployment_status":"Running","deployment_desired_status":"Running"}}','{"call":"pause","query":{},"answer":202}','{"call":"resume","query":{},"answer":202}','{"call":"stop","query":{},"answer":202}','{"call":"stop","query":{},"answer":503}','{"call":"stop","query":{"force":true},"answer":202}','{"call":"stop","query":{"force":true},"answer":202}','{"call":"dismiss_error","query":{},"answer":202}','{"call":"stop","query":{},"answer":202}'];
  for (let i=0;i<100000;i++) lines.push(loop[i%10]!);
  const t=performance.now(); const r = await checkHistory(lines); console.log(r, performance.now()-t);
  const t1=performance.now(); const l2 = Array(100000).fill('{"call":"pause","query":{},"answer":500}'); const r2 = await checkHistory(l2,{from:'anywhere'}); console.log(r2, performance.now()-t1);
});
