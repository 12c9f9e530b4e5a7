process.stdout.write("curfew\n");
