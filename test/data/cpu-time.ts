/** Milliseconds of processor time that this process has used: what a bomb would cost, whatever else the machine is doing. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
