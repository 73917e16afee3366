package io.gpuquery.device.metal;

import com.sun.jna.Library;

/** What the stand-in has for tests, beside what it stands for. Texts are valid until the thread's next call. */
interface StandInLibrary extends Library {

    /** Which rules were broken since the last call, a line each. */
    String standin_take_violations();

    /** The classes of objects that live and how many, a line each, once committed command buffers have ended. */
    String standin_live_objects();

    /** Changes a setting; 0 if there is no such. */
    int standin_configure(String name, long value);

    /** Has the next calls of a selector give nil. */
    void standin_fail(String selector, int times);

    /** Deallocates all objects of a class. */
    void standin_free_leaked(String className);
}
