//! A streamed body that nobody wants to the end: the answer is sent, and soon after it the connection ends.
use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Bytes,
};
use futures_util::{Stream, stream};
use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

/// For so long more is read and thrown away, so that a client that is still sending gets to see the answer.
pub const LINGER: Duration = Duration::from_secs(2);

type Shared = Rc<RefCell<Payload>>;

/// Keeps hold of a streamed body until the answer is sent.
///
/// The server below us lingers and closes for a body that is not read to its end, but one that was let go and has no
/// announced length it reads to the end, however long that takes: anybody could keep it reading.
pub async fn hold(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !req.headers().contains_key(header::TRANSFER_ENCODING) {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let body: Shared = Rc::new(RefCell::new(req.take_payload()));
    let read = body.clone();
    let stream = stream::poll_fn(move |context| Pin::new(&mut *read.borrow_mut()).poll_next(context));
    req.set_payload(Payload::Stream { payload: Box::pin(stream) });
    let response = next.call(req).await?;
    Ok(response.map_body(|_, answer| BoxBody::new(Holding { answer: answer.boxed(), _body: body })))
}

/// An answer, and the body of the request it answers.
struct Holding {
    answer: BoxBody,
    _body: Shared,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}
