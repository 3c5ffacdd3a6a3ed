/** Whether only what is small is tried: `npm run test:builds -- --mode quick`. */
export const IS_QUICK = process.env.ISTHMUS_BUILDS === "quick";
