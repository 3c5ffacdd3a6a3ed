import { expose } from "comlink";
import { WorkerTrainer } from "./trainer.js";

expose(new WorkerTrainer());
