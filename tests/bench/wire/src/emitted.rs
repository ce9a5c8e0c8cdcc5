//! The server and the calls on the emitted crates.

use wire_server::orders::{
    CreateCheckedOrderRequest, CreateCheckedOrderResponse, CreateOrderRequest, CreateOrderResponse,
    FindCheckedOrdersRequest, FindCheckedOrdersResponse, FindOrdersRequest, FindOrdersResponse,
};
use wire_server::types::Found;
use wire_server::{Failure, Orders, Service};

struct Api;

impl Service for Api {}

impl Orders for Api {
    async fn find_orders(&self, request: FindOrdersRequest) -> Result<FindOrdersResponse, Failure> {
        Ok(FindOrdersResponse::Ok(Found {
            customer: request.customer,
            limit: request.limit.unwrap_or(10),
            count: 3,
        }))
    }

    async fn create_order(
        &self,
        request: CreateOrderRequest,
    ) -> Result<CreateOrderResponse, Failure> {
        Ok(CreateOrderResponse::Created(request.body))
    }

    async fn find_checked_orders(
        &self,
        request: FindCheckedOrdersRequest,
    ) -> Result<FindCheckedOrdersResponse, Failure> {
        Ok(FindCheckedOrdersResponse::Ok(Found {
            customer: request.customer,
            limit: request.limit.unwrap_or(10),
            count: 3,
        }))
    }

    async fn create_checked_order(
        &self,
        request: CreateCheckedOrderRequest,
    ) -> Result<CreateCheckedOrderResponse, Failure> {
        Ok(CreateCheckedOrderResponse::Created(request.body))
    }
}

pub(crate) fn router() -> axum::Router {
    wire_server::router(Api)
}
