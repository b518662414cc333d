#!/usr/bin/env node
import { collectAlone, program } from '../program.mjs';

collectAlone();
await import(program('vtbackup'));
