import * as z from "zod";
import {ConfigFile} from "../../../lib/config/file-schema.ts";
import {test} from "vitest";
test("x",()=>{ const s=JSON.stringify(z.toJSONSchema(ConfigFile,{io:"input",reused:"ref"}),null,1); console.log(s.length, s);
console.log(JSON.stringify(ConfigFile.safeParse({version:1,targets:{}, policies:{p:{on:{every:'10m'},then:{'reinstall-os':{keyPair:'a b'}},resource:'x',where:1, idle:{fr:'2h'}}}}).error?.issues,null,1)) })
