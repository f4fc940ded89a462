// matrix-js-sdk asks for Node 22; all that Node 20 lacks of what it uses is this.
Promise.withResolvers ??= function () {
    let resolve;
    let reject;
    const promise = new this((onResolve, onReject) => {
        resolve = onResolve;
        reject = onReject;
    });
    return { promise, resolve, reject };
};
