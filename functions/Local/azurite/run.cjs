// Runs Azurite for as long as somebody holds the other end of our standard input.
//
// Azurite saves its tables every five seconds. When our caller is killed, Azurite has to outlive it for a moment: the pipe
// closes, Azurite saves and goes. So it runs in a session of its own, where a signal to the caller's group does not reach it.
//
// node run.cjs <node_modules> <data folder> <azurite's arguments…>
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

if (process.env.LOCAL_STORAGE_DETACHED !== "1") {
  spawn(process.execPath, [__filename, ...process.argv.slice(2)], {
    detached: true,
    windowsHide: true,
    stdio: "inherit",
    env: { ...process.env, LOCAL_STORAGE_DETACHED: "1" },
  }).unref();
} else {
  const [modules, data, ...args] = process.argv.slice(2);
  fs.mkdirSync(data, { recursive: true });
  const lock = path.join(data, "lock");
  stopWithOurCaller();
  waitForTheOneBeforeUs(lock).then(
    () => {
      process.on("exit", () => fs.rmSync(lock, { force: true }));
      process.argv.splice(2, process.argv.length, "--location", data, ...args);
      require(path.join(modules, "azurite", "dist", "src", "azurite.js"));
    },
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
}

function stopWithOurCaller() {
  // Nobody may be left to read what we say while we save.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  process.stdin.on("error", stop).on("close", stop).on("end", stop).resume();
}

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  // Azurite's own way to close: each service stops listening, saves and says so. Connections that clients leave open
  // would keep the process for ever after.
  let open = 3;
  console.log = (text) => {
    if (/service successfully closed/.test(text) && --open === 0) process.exit(0);
  };
  if (!process.emit("SIGTERM")) process.exit(0);
  setTimeout(() => process.exit(1), 60_000).unref();
}

// Two processes on one data folder would overwrite each other's tables; the one before us may still be saving.
async function waitForTheOneBeforeUs(lock) {
  for (let tries = 0; tries < 300; tries++) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!lives(Number(fs.readFileSync(lock, "utf8")))) fs.rmSync(lock, { force: true });
      else await new Promise((done) => setTimeout(done, 50));
    }
  }
  throw new Error(`${path.dirname(lock)} is in use by another Azurite. If there is none, delete ${lock}.`);
}

function lives(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
