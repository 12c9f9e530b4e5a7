#!/usr/bin/env node
import "../dist/cli/curfew.js";
