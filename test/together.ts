/** Run as a program: several services as one process, which loads only once what they all need. */
for (const main of process.argv.slice(2)) void import(main);
